"""What is true of the data whatever the day, the seed and the size: each rule is a query for the rows that break it."""

KEYS = {
    "product": "product_code",
    "warehouse_product": "warehouse_code, product_code",
    "sales_order_header": "sales_order_prefix, sales_order_number",
    "sales_order_line": "sales_order_prefix, sales_order_number, sales_order_line",
    "purchase_order_header": "purchase_order_prefix, purchase_order_number",
    "purchase_order_line": "purchase_order_prefix, purchase_order_number, purchase_order_line",
    "location": "location_code",
    "vendors": "id",
    "invoices": "id",
    "sales": "id",
    "planning_item": "product_code, warehouse_code",
    "planning_supplier": "supplier_code, break_quantity",
    "planning_vehicle": "warehouse_code, vehicle_code",
    "stock_snapshot": "snapshot_day, warehouse_code, product_code",
}

VOCABULARIES = {
    "location.location_type": "warehouse delivery_area",
    "sales_order_header.status": "Pending Processing Shipped Delivered Cancelled",
    "sales_order_line.fulfillment_status": "Unfulfilled Partial Fulfilled",
    "purchase_order_header.status": "Open Partial Received Cancelled",
    "purchase_order_line.receipt_status": "Pending Partial Complete Rejected",
    "vendors.status": "active inactive blocked",
    "invoices.status": "pending processed failed",
    "invoices.payment_status": "unpaid paid overdue",
    "invoices.visibility": "public restricted",
    "sales.region": "North South East West",
    "sales.status": "completed refunded pending",
    "sales.visibility": "public restricted",
}

SALES_KEY = "(sales_order_prefix, sales_order_number)"
PURCHASE_KEY = "(purchase_order_prefix, purchase_order_number)"
SALES = f"sales_order_header h JOIN sales_order_line l USING {SALES_KEY}"
PURCHASES = f"purchase_order_header h JOIN purchase_order_line l USING {PURCHASE_KEY}"

BROKEN = {
    # sums
    "a sales line's total is quantity times price": (
        "FROM sales_order_line WHERE line_total <> order_quantity * unit_price OR order_quantity < 1 OR unit_price <= 0"
    ),
    "a purchase line's total is quantity times cost": (
        "FROM purchase_order_line WHERE line_total <> order_quantity * unit_cost"
        " OR order_quantity < 1 OR unit_cost <= 0"
    ),
    "a product costs less than it brings": "FROM product WHERE unit_cost <= 0 OR unit_price <= unit_cost",
    # headers and lines
    "every sales order has lines": f"FROM sales_order_header ANTI JOIN sales_order_line USING {SALES_KEY}",
    "every sales line has an order": f"FROM sales_order_line ANTI JOIN sales_order_header USING {SALES_KEY}",
    "every purchase order has lines": (
        f"FROM purchase_order_header ANTI JOIN purchase_order_line USING {PURCHASE_KEY}"
    ),
    "every purchase line has an order": (
        f"FROM purchase_order_line ANTI JOIN purchase_order_header USING {PURCHASE_KEY}"
    ),
    "lines are numbered from one without a gap": (
        "FROM (SELECT max(sales_order_line) AS last, count(*) AS many FROM sales_order_line"
        " GROUP BY sales_order_prefix, sales_order_number) WHERE last <> many"
    ),
    "a product stands on an order once": (
        "FROM sales_order_line GROUP BY sales_order_prefix, sales_order_number, product_code HAVING count(*) > 1"
    ),
    "fulfilled units fit the fulfilment": (
        "FROM sales_order_line WHERE fulfillment_status <> CASE fulfilled_quantity WHEN 0 THEN 'Unfulfilled'"
        " WHEN order_quantity THEN 'Fulfilled' ELSE 'Partial' END"
        " OR fulfilled_quantity NOT BETWEEN 0 AND order_quantity"
    ),
    "what is delivered is fulfilled": f"FROM {SALES} WHERE status = 'Delivered' AND fulfillment_status <> 'Fulfilled'",
    "what is not begun is unfulfilled": (
        f"FROM {SALES} WHERE status IN ('Pending', 'Cancelled') AND fulfillment_status <> 'Unfulfilled'"
    ),
    "what is shipped is there in part at least": f"FROM {SALES} WHERE status = 'Shipped' AND fulfilled_quantity = 0",
    "received units fit the receipt": (
        "FROM purchase_order_line WHERE CASE receipt_status WHEN 'Complete' THEN received_quantity <> order_quantity"
        " WHEN 'Partial' THEN received_quantity NOT BETWEEN 1 AND order_quantity - 1 ELSE received_quantity <> 0 END"
    ),
    "a received order has nothing short or pending": (
        f"FROM {PURCHASES} WHERE status = 'Received' AND receipt_status NOT IN ('Complete', 'Rejected')"
    ),
    "an open or cancelled order has received nothing": (
        f"FROM {PURCHASES} WHERE status IN ('Open', 'Cancelled') AND receipt_status <> 'Pending'"
    ),
    "a partial order has received some and lacks some": (
        f"FROM {PURCHASES} WHERE status = 'Partial' GROUP BY purchase_order_number"
        " HAVING sum(received_quantity) NOT BETWEEN 1 AND sum(order_quantity) - 1"
    ),
    "a delivered partial order waits for nothing": (
        f"FROM {PURCHASES} WHERE actual_delivery_date IS NOT NULL AND receipt_status = 'Pending'"
    ),
    # dates
    "no order lies in the future": "FROM sales_order_header WHERE order_date > $today OR delivery_date < order_date",
    "only the past is delivered": "FROM sales_order_header WHERE status = 'Delivered' AND delivery_date > $today",
    "no purchase lies in the future": (
        "FROM purchase_order_header WHERE order_date > $today OR expected_delivery_date < order_date"
    ),
    "goods come after the order and by today": (
        "FROM purchase_order_header WHERE actual_delivery_date NOT BETWEEN order_date AND $today"
    ),
    "a received order has its day, an open or cancelled one has none": (
        "FROM purchase_order_header WHERE status <> 'Partial'"
        " AND (status = 'Received') <> (actual_delivery_date IS NOT NULL)"
    ),
    "order numbers rise with the days": (
        "FROM (SELECT order_date, lag(order_date) OVER (ORDER BY sales_order_number) AS before FROM sales_order_header)"
        " WHERE order_date < before"
    ),
    "a product is made before it is changed": "FROM product WHERE updated_date < created_date OR updated_date > $today",
    "nothing is ordered before it exists": (
        f"FROM {SALES} JOIN product USING (product_code) WHERE order_date < created_date"
        f" UNION ALL SELECT 1 FROM {PURCHASES} JOIN product USING (product_code) WHERE order_date < created_date"
    ),
    "invoices and sales lie in the past": (
        "FROM invoices WHERE invoice_date > $today UNION ALL SELECT 1 FROM sales WHERE sale_date > $today"
    ),
    "promotions end after they begin": "FROM promotion WHERE promotion_to < promotion_from",
    # references
    "every sold item is kept in its warehouse": (
        f"FROM {SALES} ANTI JOIN warehouse_product USING (warehouse_code, product_code)"
    ),
    "every bought item is kept in its warehouse": (
        f"FROM {PURCHASES} ANTI JOIN warehouse_product USING (warehouse_code, product_code)"
    ),
    "every item is a product": "FROM warehouse_product ANTI JOIN product USING (product_code)",
    "every warehouse has a place": (
        "FROM warehouse_product w WHERE NOT EXISTS"
        " (FROM location WHERE location_code = w.warehouse_code AND location_type = 'warehouse')"
    ),
    "every delivery area has a place": (
        "FROM sales_order_header h WHERE NOT EXISTS"
        " (FROM location WHERE location_code = h.delivery_area AND location_type = 'delivery_area')"
    ),
    "an address lies in its area": (
        "FROM sales_order_header WHERE NOT ends_with(delivery_address, ', ' || delivery_area)"
    ),
    "a customer has one name and a name one customer": (
        "FROM (SELECT DISTINCT customer_code, customer_name FROM sales_order_header)"
        " GROUP BY GROUPING SETS (customer_code, customer_name) HAVING count(*) > 1"
    ),
    "a supplier has one name": (
        "FROM (SELECT supplier_code, supplier_name FROM product UNION SELECT supplier_code, supplier_name"
        " FROM purchase_order_header) GROUP BY supplier_code HAVING count(*) > 1"
    ),
    "what is often bought is bought from the preferred supplier too": (
        f"FROM {PURCHASES} JOIN (SELECT product_code, supplier_code AS preferred FROM product) USING (product_code)"
        " GROUP BY product_code HAVING count(*) >= 20 AND NOT bool_or(supplier_code = preferred)"
    ),
    "every invoice has a vendor": "FROM invoices WHERE vendor_id NOT IN (SELECT id FROM vendors)",
    "every sale has a product and a customer": (
        "FROM sales WHERE product_id NOT IN (SELECT substr(product_code, 4)::INT FROM product) OR customer_name = ''"
    ),
    "planning speaks of what there is": (
        "FROM planning_item WHERE product_code NOT IN (SELECT product_code FROM product)"
        " OR warehouse_code NOT IN (SELECT warehouse_code FROM warehouse_product)"
        " UNION ALL SELECT 1 FROM planning_supplier WHERE supplier_code NOT IN (SELECT supplier_code FROM product)"
        " UNION ALL SELECT 1 FROM planning_vehicle"
        " WHERE warehouse_code NOT IN (SELECT warehouse_code FROM warehouse_product)"
        " UNION ALL SELECT 1 FROM promotion WHERE product_code NOT IN (SELECT product_code FROM product)"
    ),
    # stock
    "minimum, reorder point and maximum are in order": (
        "FROM warehouse_product WHERE NOT (0 < minimum_stock AND minimum_stock < reorder_point"
        " AND reorder_point < maximum_stock AND 0 <= current_stock AND 0 < lead_time_days)"
    ),
    "an item was restocked when goods came last": (
        "FROM warehouse_product w JOIN (SELECT warehouse_code, product_code, max(actual_delivery_date) AS came"
        f" FROM {PURCHASES} WHERE received_quantity > 0 GROUP BY 1, 2) USING (warehouse_code, product_code)"
        " WHERE last_restock_date IS DISTINCT FROM came AND came IS NOT NULL"
    ),
    "the last record of stock is the stock": (
        "FROM warehouse_product LEFT JOIN stock_snapshot s USING (warehouse_code, product_code)"
        " WHERE snapshot_day = $today AND stock <> current_stock"
    ),
    # the books
    "an error message where, and only where, it failed": (
        "FROM invoices WHERE (status = 'failed') <> (error_message IS NOT NULL)"
    ),
    "amounts are above zero": (
        "FROM invoices WHERE total_amount <= 0 UNION ALL SELECT 1 FROM sales WHERE total_amount <= 0"
    ),
    "codes are written as people write them": (
        "FROM sales_order_header WHERE sales_order_prefix <> 'SO'"
        " OR NOT regexp_full_match(sales_order_number, '\\d{6,}')"
        " OR NOT regexp_full_match(customer_code, 'CUS\\d{4}') OR NOT regexp_full_match(warehouse_code, 'WH00[1-5]')"
    ),
}
