"""What the kit of pages takes from a pack."""

from huxin.law.pack.needs import OFFERED, needs

needs("ui", given=OFFERED, parameter=["agreement.kept_years"])
