"""placeholder"""


def check(scenario, document, broken):
    return []
