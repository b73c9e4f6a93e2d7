"""Policy packs: law as dated, cited data in layers."""
