"""What the law says of one set of facts: rules applied, parameters looked up, readings chosen."""
