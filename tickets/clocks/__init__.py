"""The clocks of a ticket, apart from any database: what each party promised, how much of it is used, and why.

The order of use: a `History` tells what happened, with the codes by which targets are promised (`axes`: the priority of
the ticket, or for the vendor the severity of its case); `spans` say what each clock measures (the whole life for the
library, one hop for a level, from the proof of receipt for the vendor); `reading.read` gives the time consumed, the due
moment, the warnings and the breach at a moment; `explanation.explain` accounts for every minute of it. Everything is
derived again each time from (history, policy, calendar): nothing is accumulated, so nothing can drift.
"""
