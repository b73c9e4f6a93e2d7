"""Letters 文书: what they say, how they are set, signed, queued and read."""
