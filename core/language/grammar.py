"""The closed words of English that questions are built with. Nothing here knows any business."""

from collections.abc import Mapping
from core.language.words import key

# kind → phrases. A longer phrase wins over a shorter one.
PHRASES: Mapping[str, str] = {
    "count": "how many|number of|count|count of|how often|no of|quantity of|amount of different",
    "much": "how much would it cost|how much does it cost|how much will it cost|what would it cost|how much money|how much|how long|how high|how big|how large|how old|how far|how late",
    "list": "list|show|display|give|give me|show me|get|find|fetch|see|view|tell me|tell|let us see|report|pull|pull up"
    "|bring up|i want|i need|i would like|need|want|know|look up|look at|details|detail|info|information|overview",
    "which": "which|what|who|whose|whom|which one|what kind of",
    "where": "where",
    "when": "when|which day|what day|what date",
    "most": "most|highest|largest|biggest|greatest|top|max|maximum|longest|latest|newest|heaviest|leading|slowest|priciest"
    "|most expensive|dearest|strongest|busiest|most recent",
    "least": "least|lowest|smallest|fewest|bottom|min|minimum|shortest|fastest|cheapest|quickest|weakest|least expensive"
    "|earliest|oldest",
    "best": "best|best performing|most successful|best selling",
    "worst": "worst|worst performing|poorest",
    "by": "by|per|broken down by|break down by|breakdown by|split by|grouped by|group by|break it down by|split it by"
    "|break that down by|break this down by|break them down by|split that by|split them by|breakdown per|split into|cut by",
    "each": "each|every|for each|for every|in each|in every|of each|of every|at each|at every|within each|across|across all"
    "|from each|to each|for all the different|for the different|respective|individual",
    "and": "and|as well as|along with|together with|plus|&|also",
    "or": "or|either",
    "not": "not|never|no|none|neither|nor|without|lacking|missing",
    "except": "except|except for|excluding|other than|but not|apart from|leaving out|ignoring|besides|outside of|outside",
    "including": "including|incl|included|even|counting",
    "any": "any|anything|at all|ever|some|something",
    ">": "more than|greater than|over|above|exceeding|exceeds|exceed|higher than|larger than|bigger than|longer than"
    "|beyond|>|in excess of|upwards of|worth more than|older than",
    "<": "less than|fewer than|under|below|lower than|smaller than|shorter than|<|worth less than|cheaper than",
    ">=": "at least|not less than|no less than|no fewer than|minimum of|or more|>=|from at least",
    "<=": "at most|up to|no more than|not more than|maximum of|or less|or fewer|<=",
    "=": "exactly|equal to|equals|equal|=|just exactly",
    "between": "between|ranging from",
    "share": "share|percentage|percent|%|proportion|fraction|what part|how much of|what percentage of|pct|portion"
    "|share of|percentage of|percent of|proportion of|% of|contribution",
    "total_share": "of the total|of total|of all",
    "compare": "vs|versus|compare|compared|compared with|compared to|against|relative to|as opposed to|comparison"
    "|compare with|compare to|than in|than",
    "growth": "growth|growth rate|change|% change|percentage change|percent change|increase|decrease|difference|grew|grow"
    "|grown|growing|decline|delta|growth %|development|change %|in %|went up|went down|trend vs",
    "running": "running total|running total of|cumulative|cumulated|running sum|accumulated|cumulatively|running",
    "sum": "total|sum|sum of|total of|overall|altogether|in total|combined|all together|grand total|taken together|in all",
    "avg": "average|avg|mean|on average|typical|average of|averages",
    "min": "minimum of|lowest of",
    "max": "maximum of|highest of",
    "median": "median|median of",
    "distinct": "distinct|different|unique|various",
    "chart": "plot|chart|graph|trend|trend of|draw|visualise|visualize|bar chart|line chart|pie chart|as a chart|as a graph"
    "|as chart|diagram|picture|over time|time series|evolution|evolution of|trends|history of|histogram",
    "breakdown": "breakdown|breakdown of|break down|break it down|break that down|split|split it|distribution|distribution of",
    "sort": "sort|sort by|order by|sorted by|ordered by|ranked by|rank|rank by|sort it by|sort them by|ranking|rank the"
    "|ranking of|sorted|order them by|order it by|rank all|sort that by",
    "descending": "descending|highest first|biggest first|largest first|most first|desc|from high to low|newest first"
    "|latest first|top first|longest first|in descending order|largest to smallest|highest to lowest|worst first",
    "ascending": "ascending|lowest first|smallest first|least first|asc|from low to high|oldest first|shortest first"
    "|in ascending order|smallest to largest|lowest to highest|alphabetically|in alphabetical order|earliest first|best first",
    "overall": "overall average|the average|overall figure|overall rate|overall|general average|company average|average overall"
    "|overall one|total average|mean overall|mine average",
    "those": "those|these|them|that one|of those|of these|of them|this one|that|the same|same|same thing|the same thing"
    "|of which|ones|one|it|they|their|such|both",
    "only": "only|just|just the|only the|now only|restrict to|limit to|filter to|keep only",
    "drop": "remove|drop|without the|clear|forget|ignore|reset|take away|get rid of",
    "instead": "instead|what about|how about|and for|and what about|now for|and in|and|same for|what if|and over|but for",
    "null": "empty|blank|null|unknown|not set|not given",
    "cost_word": "worth|cost|costs",
    "first": "first|last",
}

# Said for politeness or grammar; they carry no part of the question.
FILLER = set(
    "a an the of is are was were be been being am do does did done doing have has had having i me my mine we us our ours you "
    "your it its they their them he she his her there here this that these those please kindly thanks thank hey hi hello ok "
    "okay so well now then to in on at for from with into onto upon about as if but can could would should may might must "
    "will shall want like need just really actually currently right all whole entire also too any how what which who whom "
    "whose when where why make made many much more very got gets getting us let one ones via within during per among amongst "
    "up down out off back than still yet already by and or far lie lies came come comes coming sit sits belong belongs "
    "happen happened happens took take takes placed booked put place go goes went going having ourselves overall quick quickly "
    "look looks seem seems currently present moment presently today's exist exists held hold holds holding carry carries keep "
    "kept keeping stand stands standing stood each other some something anything everything everyone anyone nobody their "
    "theirs please business company team question answer pace current together apart make makes made makes those who lately recently nowadays ever paid days' figure figures value values data number numbers result results "
    "row rows table column columns field fields record records entry entries did does use used using uses regarding "
    "concerning respect terms term case cases time times bring brought every both not no per end sale's order's i'd we're "
    "what's because since until before after ever only even especially particular specific given certain actual "
    "same thing things way ways lie lies elapse elapses pass passes kind sort type types group's name names named called call titled code codes id ids".split()
)
# These are fillers only when nothing better explains them; alone they do not make a question.
VAGUE = {
    "number",
    "numbers",
    "figure",
    "figures",
    "value",
    "values",
    "thing",
    "things",
    "total",
    "lately",
    "going",
    "doing",
    "result",
    "results",
}

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
NUMBERS = {
    word: n
    for n, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty".split()
    )
} | {
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "ninety": 90,
    "hundred": 100,
    "thousand": 1000,
    "dozen": 12,
    "couple": 2,
    "half": 6,
}


def closed_words() -> dict[tuple[str, ...], list[str]]:
    """phrase → kinds."""
    found: dict[tuple[str, ...], list[str]] = {}
    for kind, phrases in PHRASES.items():
        for phrase in phrases.split("|"):
            found.setdefault(key(phrase), [])
            if kind not in found[key(phrase)]:
                found[key(phrase)].append(kind)
    return found


_SPOKEN = {" ".join(key_part) for phrases in PHRASES.values() for key_part in [tuple(p.split()) for p in phrases.split("|")]}


def spoken(phrase: str) -> bool:
    """Whether the closed words hold a phrase just so."""
    return phrase in _SPOKEN
