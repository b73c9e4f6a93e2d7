"""The room of service places 服务点, 二(七)."""
