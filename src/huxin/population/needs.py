"""What the population kernel takes from a pack."""

from huxin.law.pack.needs import OFFERED, needs

needs("population", given=OFFERED, item=["social-insurance-subsidy"])
