"""City figures 全市数字: sums of days, small cells left out, what is not known said so."""
