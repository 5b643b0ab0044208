"""Invented names: products, partners, people. First words are unique and far apart, but where a family is meant."""

from itertools import count

from rapidfuzz.distance import Levenshtein

BRANDS = """
Kestrel Osprey Heron Falcon Bittern Curlew Dunlin Egret Fulmar Gannet Goshawk Harrier Jackdaw Lapwing Magpie
Nuthatch Oriole Pelican Plover Redstart Sandpiper Siskin Skylark Starling Swallow Whinchat Wigeon Woodcock
Wryneck Buzzard Cormorant Dipper Fieldfare Goldcrest Kingfisher Nightjar Partridge Ptarmigan Tanager Toucan
Albatross Condor Drongo Flamingo Hornbill Amber Citrine Obsidian Peridot Quartz Sapphire Spinel Tourmaline
Turquoise Malachite Feldspar Graphite Hematite Dolomite Gypsum Magnetite Olivine Pyrite Rutile Selenite Altair
Antares Arcturus Bellatrix Canopus Capella Deneb Fomalhaut Mimosa Mirach Polaris Pollux Procyon Regulus Sirius
Dubhe Acacia Baobab Cypress Hawthorn Hazel Hemlock Juniper Linden Magnolia Mahogany Mulberry Sequoia Spruce
Sycamore Tamarind Caribou Cheetah Impala Jaguar Leopard Marmot Mongoose Narwhal Ocelot Wombat Wolverine Zebra
Sirocco Zephyr Chinook Tempest Atlas Phoenix Centaur Griffin Kraken Basalt Tungsten Vanadium Iridium Osmium
Thorium Krypton Anvil Bastion Citadel Drakkar Frigate Corsair Javelin Musket Trident Ballista Catapult Crusader
Dragoon Samurai Spartan Valkyrie Gardenia Hibiscus Jasmine Lavender Marigold Primrose Saffron Thistle Verbena
Wisteria Zinnia Bluebell Daffodil Foxglove Geranium Piccolo Trombone Accordion Buttercup Honeysuckle Snowdrop
Periwinkle Chameleon Armadillo Porcupine Pangolin Meerkat Platypus Salamander Axolotl Chinchilla Capybara
Anaconda Crocodile Barracuda Swordfish Stingray Seahorse
""".split()

FAMILIES = {
    "Bearings": ("Roller Bearing 6204", "Roller Bearing 6205", "Roller Bearing 6206"),
    "Fasteners": (
        "Hex Bolt M8",
        "Hex Bolt M10",
        "Hex Bolt M12",
        "Hex Bolt M16",
        "Anchor Stud Long",
        "Anchor Stud Short",
    ),
    "Filters": ("Panel Filter Coarse", "Panel Filter Fine"),
    "Motors": ("Gear Motor 0.75 kW", "Gear Motor 1.5 kW", "Gear Motor 2.2 kW"),
    "Pumps": ("Dosing Pump 5 L", "Dosing Pump 10 L", "Submersible Pump 3 HP", "Submersible Pump 5 HP"),
    "Seals": ("Oil Seal 25 mm", "Oil Seal 30 mm", "Oil Seal 35 mm"),
    "Sensors": ("Pressure Sensor 10 bar", "Pressure Sensor 16 bar"),
    "Valves": ("Butterfly Valve DN50", "Butterfly Valve DN80", "Butterfly Valve DN100"),
}

# Two pairs share their first word: "Novaturn" and "Orbitek" alone must be asked back.
SUPPLIERS = (
    "Brightwell Industrial", "Corvane Components", "Deltarra Trading", "Everstone Metals", "Finbourne Supply",
    "Galvano Precision", "Hexagrid Tools", "Inovara Controls", "Jupitec Systems", "Keltrona Works",
    "Lumivex Industries", "Maruthon Exports", "Novaturn Engineering", "Novaturn Distribution", "Orbitek Imports",
    "Orbitek Industrial", "Pentavolt Agencies", "Quantara Castings",
)  # fmt: skip

VENDORS = (
    "Bluecrest Logistics", "Cindervale Power", "Dovetail Stationers", "Emberline Security", "Foxmere Insurance",
    "Greyhollow Printing", "Harborlink Freight", "IndiSky", "Ivoryfield Catering", "Junewood Cleaning",
    "Kitewing Couriers", "Larkspur Software", "Mossbridge Telecom", "Noblecroft Rentals", "Oakhurst Consulting",
    "Pebbleway Travel", "Quiverton Media", "Rookfield Packaging", "Silverfen Fuel", "Silverfen Waste Services",
    "Thornbury Legal", "Umberlight Utilities", "Wrenfield Training", "Yarrowgate Repairs",
)  # fmt: skip

# Where a customer is called after its town, the town's name alone may mean either.
TOWN_CUSTOMERS = {4: "Kolar Hardware", 17: "Mandya Agro Works", 33: "Udupi Foods"}

BEGINNINGS = """
Adin Bharg Chand Devak Ekamb Gaur Harsh Indul Jayan Kalpa Lokesh Madhur Nagar Omkar Pavan Rudra Sahya Tejas Udaya
Vasun Yashov Zubin Ambar Brinda Dhruv Girij Himav Keshav Laksh Mithil Nirup Prabhu Shant Trilok Vindhy Achyu Bimal
Chirant
""".split()
ENDINGS = """
adri mitra antara shree velli endra gotra nidhi ketan kanth mani patra prastha raksha shila surya vardhan vihar yantra
bandhu chakra dhara jyoti kosha lekha mukha
""".split()
TRADES = (
    "Engineering", "Fabricators", "Constructions", "Agro Works", "Textiles", "Automation", "Steels", "Granites",
    "Packaging", "Cements", "Foundry", "Dairy", "Rice Mills", "Polymers", "Electricals", "Builders", "Paper Works",
    "Sugar Works",
)  # fmt: skip
SURNAMES = ("Hegdekar", "Kulkarne", "Nayakwadi", "Shettigar", "Patildar", "Bhatnure", "Gowdar", "Kamathi")
WELL_APART = 300  # that many customers differ in four letters or more in their first word; beyond, in one at least


def invented_words() -> list[str]:
    """Every beginning with every ending, in an order in which neighbours have neither in common."""
    turns = range(len(BEGINNINGS) * len(ENDINGS))
    size = len(BEGINNINGS)
    return [BEGINNINGS[i % size] + ENDINGS[(i * 11 + i // size * 3) % len(ENDINGS)] for i in turns]


def first_words(many: int) -> list[str]:
    chosen: list[str] = []
    rest: list[str] = []
    for word in dict.fromkeys(invented_words()):
        apart = len(chosen) < WELL_APART and all(Levenshtein.distance(word, other) >= 4 for other in chosen)
        (chosen if apart else rest).append(word)
    return (chosen + rest)[:many]


def customer_names(many: int) -> list[str]:
    """Companies, some people, three called after a town; unique, however many."""
    words = first_words(many)
    names: list[str] = []
    for turn in count():
        for place, word in enumerate(words):
            if len(names) == many:
                return names
            names.append(TOWN_CUSTOMERS.get(len(names)) or customer_name(word, place + turn, turn))
    return names


def customer_name(word: str, place: int, turn: int) -> str:
    """`turn` counts the rounds through all the words: from the second on a house number tells namesakes apart."""
    if place % 9 == 5 and turn == 0:
        return f"{word} {SURNAMES[place // 9 % len(SURNAMES)]}"
    trade = TRADES[place * 5 % len(TRADES)]
    return f"{word} {trade}" if turn == 0 else f"{word} {trade} {turn + 1}"
