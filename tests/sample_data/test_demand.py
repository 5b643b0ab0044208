"""Demand looks like demand: seasons, trend, promotions, best sellers, spare parts, new products."""


def test_a_week_has_its_shape(usual):
    orders = usual.by("SELECT isodow(order_date), count(*) FROM sales_order_header GROUP BY 1")
    assert orders[7] < orders[6] * 0.6 < orders[3]
    assert orders[1] > orders[3]


def test_a_year_has_its_shape(usual):
    """Per day, over whole years: the festival month well above the monsoon."""
    a_day = usual.by(
        "SELECT month(order_date), count(*) / count(DISTINCT order_date) FROM sales_order_header"
        " WHERE order_date < $today - 90 GROUP BY 1"
    )
    assert a_day[10] > 1.3 * a_day[7]
    assert a_day[3] > 1.1 * a_day[5]


def test_business_grows(usual):
    years = usual.rows(
        "SELECT count(*) FILTER (order_date > $today - 365) / count(*) FILTER (order_date <= $today - 730)"
        " FROM sales_order_header WHERE order_date > $today - 1095"
    )
    assert 1.15 < years[0][0] < 1.7


def test_no_month_stands_out_because_it_is_the_last(usual):
    """What must be there on the day of asking is lost in the crowd at the usual size."""
    for table, slack in (
        ("sales_order_header", 1.3),
        ("purchase_order_header", 1.5),
        ("invoices", 1.5),
        ("sales", 1.3),
    ):
        day = {"invoices": "invoice_date", "sales": "sale_date"}.get(table, "order_date")
        lately, before = usual.rows(
            f"SELECT count(*) FILTER ({day} > $today - 30) / 30, count(*) FILTER ({day} <= $today - 30) / 335"
            f" FROM {table} WHERE {day} > $today - 365"
        )[0]
        assert before / slack < lately < before * slack, table


def test_products_have_seasons_of_their_own(usual):
    summer = usual.by(
        "SELECT product_group, sum(order_quantity) FILTER (month(order_date) IN (3, 4, 5)) /"
        " sum(order_quantity) FILTER (month(order_date) IN (7, 8, 9))"
        " FROM $sales JOIN product USING (product_code) GROUP BY 1"
    )
    assert summer["Pumps"] > 1.7 > summer["Seals"]


def test_promotions_sell(usual):
    """Lines a day of promoted products, within against without, in days of the same product."""
    within, without = usual.rows(
        """WITH days AS (
             SELECT p.product_code, d::DATE AS day, EXISTS (FROM promotion q WHERE q.product_code = p.product_code
               AND d BETWEEN promotion_from AND promotion_to) AS promoted
             FROM (SELECT DISTINCT product_code FROM promotion) p, range($today - 900, $today, INTERVAL 1 DAY) t(d)),
           sold AS (SELECT product_code, order_date AS day, count(*) AS lines FROM $sales GROUP BY 1, 2)
           SELECT avg(coalesce(lines, 0)) FILTER (promoted), avg(coalesce(lines, 0)) FILTER (NOT promoted)
           FROM days LEFT JOIN sold USING (product_code, day)"""
    )[0]
    assert within > 1.5 * without


def test_a_promotion_is_cheaper(usual):
    cheaper = usual.value(
        """SELECT avg((unit_price < usual)::INT) FROM $sales
           JOIN promotion p ON p.product_code = l.product_code AND h.order_date BETWEEN promotion_from AND promotion_to
           JOIN (SELECT product_code, quarter, max(unit_price) AS usual FROM
                 (SELECT product_code, unit_price, date_trunc('quarter', order_date) AS quarter FROM $sales)
                 GROUP BY 1, 2) q
             ON q.product_code = l.product_code AND q.quarter = date_trunc('quarter', h.order_date)"""
    )
    assert cheaper > 0.9


def test_promotions_run_today_and_are_planned(business):
    assert business.value("SELECT count(*) FROM promotion WHERE $today BETWEEN promotion_from AND promotion_to") > 0
    assert business.value("SELECT count(*) FROM promotion WHERE promotion_from > $today") > 0


def test_a_fifth_of_the_products_makes_most_of_the_revenue(usual):
    share = usual.value(
        "SELECT sum(r) FILTER (place <= 40) / sum(r) FROM (SELECT sum(line_total) AS r,"
        " row_number() OVER (ORDER BY sum(line_total) DESC) AS place FROM $sales GROUP BY product_code)"
    )
    assert 0.6 < share < 0.95


def test_best_sellers_sell_everywhere_all_the_time(usual):
    assert usual.value(
        "SELECT count(*) FROM (SELECT product_code FROM $sales WHERE order_date > $today - 91 GROUP BY product_code"
        " HAVING count(DISTINCT warehouse_code) = 5 AND count(DISTINCT date_trunc('week', order_date)) >= 12)"
    ) >= 10  # fmt: skip


def test_spare_parts_are_wanted_now_and_then(usual):
    """Some demand in few weeks of the last two years: at least two weeks between weeks with demand on average."""
    intermittent = usual.value(
        "SELECT count(*) FROM (SELECT product_code FROM $sales"
        " WHERE order_date > $today - 728 AND status <> 'Cancelled'"
        " GROUP BY product_code, warehouse_code HAVING count(DISTINCT date_trunc('week', order_date)) BETWEEN 5 AND 30"
        " AND count(*) > 1.15 * count(DISTINCT date_trunc('week', order_date)))"
    )
    assert intermittent >= 40


def test_a_few_products_are_new(business):
    new = business.value("SELECT count(*) FROM product WHERE created_date > $today - 150")
    assert 3 <= new <= 10
    if business.orders >= 20_000:
        sold = business.value(
            "SELECT count(DISTINCT product_code) FROM $sales JOIN product USING (product_code)"
            " WHERE created_date > $today - 150"
        )
        assert sold >= 3


def test_three_years_that_end_today(business):
    first, last = business.rows("SELECT min(order_date), max(order_date) FROM sales_order_header")[0]
    assert str(last) == business.day
    assert 3 * 365 - 31 <= (last - first).days <= 3 * 366 + 31
