"""What publicity takes from a pack."""

from huxin.law.pack.needs import OFFERED, needs

needs("measures.publicity", agency=["hrss", "union"])
needs("measures.publicity", given=OFFERED, procedure=["publicity-campaign"])
needs("measures.publicity", act=["publicity-campaign/count", "publicity-campaign/publish"])
