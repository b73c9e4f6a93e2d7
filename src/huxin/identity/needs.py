"""What accounts and roles take from a pack."""

from huxin.law.pack.needs import OFFERED, needs

needs("identity", given=OFFERED, agency=["union"])
