"""The social-insurance subsidy for the flexibly employed 灵活就业社保补贴, 温人社发〔2021〕135号 二(四)."""
