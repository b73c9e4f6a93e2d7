"""What the descriptions of operations name from a pack as examples."""

from huxin.law.pack.needs import OFFERED, needs

needs("api", given=OFFERED, item=["hourly-floor"], procedure=["one-stop-mediation"])
