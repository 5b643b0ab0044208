"""Names: nearly all are unique from the first word on; a few are alike, so that a question must be asked back."""

from collections import Counter

from rapidfuzz.distance import Levenshtein

from scripts.sample_data.names import BRANDS, SUPPLIERS, VENDORS, customer_names
from scripts.sample_data.places import AREAS, REGIONS, WAREHOUSES


def product_names(business):
    return [row[0] for row in business.rows("SELECT product_name FROM product ORDER BY product_code")]


def customers(business):
    return [row[0] for row in business.rows("SELECT DISTINCT customer_name FROM sales_order_header")]


def test_families_of_products_that_differ_at_their_end(business):
    starts = Counter(" ".join(name.split()[:2]) for name in product_names(business) if len(name.split()) > 2)
    families = {start: many for start, many in starts.items() if many > 1}
    assert len(families) >= 5
    assert all(2 <= many <= 4 for many in families.values())
    in_stock = business.by(
        "SELECT product_name, count(*) FROM product JOIN warehouse_product USING (product_code) GROUP BY 1"
    )
    assert all(in_stock[name] == 5 for name in product_names(business) if " ".join(name.split()[:2]) in families)


def test_most_products_are_known_by_their_first_word(business):
    words = Counter(name.split()[0] for name in product_names(business))
    assert sum(many == 1 for many in words.values()) >= 0.8 * len(product_names(business))


def test_about_two_hundred_products_in_eight_groups(business):
    groups = business.by("SELECT product_group, count(*) FROM product GROUP BY 1")
    assert len(groups) == 8
    assert all(name.endswith("s") and many >= 20 for name, many in groups.items())


def test_suppliers_that_share_a_first_word(business):
    words = Counter(
        row[0].split()[0] for row in business.rows("SELECT DISTINCT supplier_name FROM purchase_order_header")
    )
    assert sum(many == 2 for many in words.values()) == 2
    assert sum(many == 1 for many in words.values()) >= 10


def test_a_town_that_is_also_the_start_of_a_customers_name(business):
    """Both have open orders, so both readings have an answer."""
    both = business.rows(
        "SELECT DISTINCT a.delivery_area FROM sales_order_header a JOIN sales_order_header c"
        " ON starts_with(c.customer_name, a.delivery_area || ' ') WHERE a.$open AND c.$open"
    )
    assert 1 <= len(both) <= 3


def test_customers_are_known_by_their_first_word(business):
    names = customers(business)
    towns = {area.name for area in AREAS}
    words = [name.split()[0] for name in names if name.split()[0] not in towns]
    assert len(words) == len(set(words)) >= len(names) - 3


def test_customers_grow_with_the_orders_but_slower(usual):
    assert 120 <= len(customers(usual)) <= 180
    assert len(set(customer_names(5_000))) == 5_000


def test_first_words_are_far_apart():
    """A typing error in one letter still means one of them only."""
    companies = [name.split()[0] for name in (*customer_names(150), *VENDORS)]
    suppliers = sorted({name.split()[0] for name in SUPPLIERS})
    words = sorted({*BRANDS, *companies, *suppliers} - {area.name for area in AREAS})
    near = [
        (one, other)
        for place, one in enumerate(words)
        for other in words[:place]
        if Levenshtein.distance(one.lower(), other.lower()) < 3
    ]
    assert near == []


def test_no_first_word_means_two_kinds_of_things():
    kinds = [
        set(BRANDS),
        {name.split()[0] for name in customer_names(150)} - {area.name for area in AREAS},
        {name.split()[0] for name in SUPPLIERS},
        {name.split()[0] for name in VENDORS},
        {area.name for area in AREAS},
        {warehouse.name.split()[0] for warehouse in WAREHOUSES},
        set(REGIONS),
    ]
    assert sum(map(len, kinds)) == len(set().union(*kinds))
