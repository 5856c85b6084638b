"""Terms of art in plain words, explained where they first stand, and the limits of the model."""

from __future__ import annotations

#: Key -> (term, what it means). Keys name places in the page.
GLOSSARY: dict[str, tuple[str, str]] = {
    "world": (
        "Set of assumptions (world)",
        (
            "One complete guess at everything that is not known: every uncertain number drawn once. Many are tried, "
            "because no single guess is right."
        ),
    ),
    "weighed": (
        "Weighed by the record",
        (
            "Each set of assumptions is asked how likely it makes the war as it has gone so far. Sets that make it "
            "likely count for more."
        ),
    ),
    "share": (
        "Share of the assumptions tried",
        (
            "How much of the weight lies on sets of assumptions in which something holds. It says how far an answer "
            "depends on what one assumes. It is not a probability that it will happen: other people would try other "
            "assumptions."
        ),
    ),
    "chance": (
        "Average chance",
        (
            "Within one set of assumptions luck still plays a part, in battles and in who speaks first. The model "
            "works out the chance exactly; the page gives the average over all sets, and the range without the lowest and "
            "the highest tenth of them."
        ),
    ),
    "headline": (
        "Headline",
        (
            "A number that is told first: the average chance of an outcome under a policy, or the share of the assumptions in "
            "which a policy is better for a party, a conclusion holds, or (as a part of a chance) an obstacle makes up."
        ),
    ),
    "effective": (
        "Effective sample size",
        (
            "If a few sets of assumptions carry most of the weight, many tried count as few. This is how many equally"
            " weighted ones they are worth. Below 50 the page gives no percentages."
        ),
    ),
    "policy": (
        "Policy",
        (
            "What patrons do: aid, limits, what is offered at the table. Policies are what is tested; patrons do not "
            "react within the model."
        ),
    ),
    "package": (
        "Package",
        (
            "A complete deal: an answer to every issue, such as alignment, land and sanctions. The line of the front "
            "is bargained over apart."
        ),
    ),
    "bargaining-range": (
        "Bargaining range",
        ("The terms that both sides would rather sign than fight on. It can be empty, or wide and still not reached."),
    ),
    "reservation-value": (
        "Reservation value",
        "What a side expects from going on without a deal. It signs nothing that is worth less to it.",
    ),
    "red-line": (
        "Red line",
        (
            "Terms a side would not sign at any price. Whether it is real or a pose is one of the things that are not"
            " known."
        ),
    ),
    "commitment-problem": (
        "Commitment problem",
        (
            "A deal both would like fails because one of them would break it later, when it has grown stronger, and "
            "both know it. Whether a deal holds is worked out here, not assumed."
        ),
    ),
    "rung": (
        "Rung, escalation ladder",
        (
            "How far a side goes in its way of fighting, from holding the line upwards. Climbing costs, and raises "
            "the hazard of general war."
        ),
    ),
    "hazard": (
        "Hazard of general war",
        (
            "The chance, in one month, that the war grows into a general one. It is put in, by rung; how often it "
            "comes to that is worked out."
        ),
    ),
    "channel": (
        "Channel",
        "Contact between the sides. Without one in a month, no deal can be made in it.",
    ),
    "frozen": (
        "Frozen front",
        "Both sides hold the line and neither attacks, without a deal.",
    ),
    "baseline": (
        "Baseline",
        "The policy that the others are compared with.",
    ),
    "account": (
        "Account (ledger)",
        (
            "What a course of events costs a party: everything counted, each thing by the weight the party gives it, "
            "later months a little less."
        ),
    ),
    "horizon": (
        "Horizon and run-out",
        (
            "Results are given up to the horizon. The sides look further ahead than that, through the run-out, so "
            "that the end of the count does not sway them."
        ),
    ),
    "conclusion": (
        "Conclusion",
        (
            "A statement that can be tested: one policy compared with another by what it is worth to a party, by a chance or "
            "by something counted. It holds or fails in each set of assumptions."
        ),
    ),
    "reading": (
        "Reading",
        (
            "A set of claims taken as true together. It narrows some of the assumptions and leaves the others as wide as "
            "they were."
        ),
    ),
    "near": (
        "Near to a claim",
        (
            "The sets of assumptions whose numbers lie in, or closest to, the ranges that a claim would give them: about a "
            "quarter of all."
        ),
    ),
    "obstacle": (
        "Obstacle",
        (
            "Something that keeps a deal from being made: no channel, red lines, optimism on both sides, deals that would "
            "not hold, promises made at home."
        ),
    ),
    "audience": (
        "Cost at home",
        "What it costs leaders to sign less than they have promised.",
    ),
    "incident": (
        "Incident",
        "A month of fighting that nobody ordered; it ends a deal as surely as a broken promise.",
    ),
}

#: What this kind of model leaves out, to be said to the reader.
LIMITS: tuple[str, ...] = (
    (
        "Each side acts on where things stand now. Arrangements that live off memory, such as punishing an old breach"
        " years later, are left out."
    ),
    (
        "Each side is one actor with one set of aims. Factions, coups, and quarrels between army and government are "
        "not in the model."
    ),
    (
        "Patrons do as the policy says. They do not bargain, tire or change course because of what happens, except "
        "where an event says so."
    ),
    (
        "The sides disagree about one thing only, who is the stronger, and they learn about it from the front by a "
        "simple rule."
    ),
    (
        "Within one set of assumptions everyone knows which red lines are real and what the other wants. Bluffing "
        "about them is left out."
    ),
    (
        "Words alone change nothing: there are no empty promises, threats or signals, beyond what talking is assumed "
        "to cost."
    ),
    (
        "Most numbers of a single war are judgement. The page shows how far the answer depends on them, and cannot "
        "show that they are right."
    ),
    (
        "Many forms of a deal and of harm are left out because they were not thought of. What is not in the scenario "
        "file is not in the answer."
    ),
)
