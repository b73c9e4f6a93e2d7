"""What casework takes from a pack, whatever the procedure."""

from huxin.law.pack.needs import OFFERED, needs

needs("casework", parameter=["decision.difference_limit", "evidence.unclaimed_days"])
needs("casework", given=OFFERED, parameter=["appointment.minutes"])
needs("casework", parameter=["payment.approver_checks"])
needs("casework", given=OFFERED, letter=["service-record"])
needs("casework", message=["case-code", "reminder-appointment"])
