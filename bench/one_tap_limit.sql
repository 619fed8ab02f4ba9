-- The limit: the smallest durable order that could be sold, in one call: stock, order, line, four postings, outbox.
DROP SCHEMA IF EXISTS bench CASCADE;
CREATE SCHEMA bench;
CREATE TABLE bench.stock (sku int PRIMARY KEY, available int NOT NULL CHECK (available >= 0));
CREATE TABLE bench.orders (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, buyer int NOT NULL, key uuid NOT NULL,
    total_minor bigint NOT NULL, created_at timestamptz NOT NULL DEFAULT now(), UNIQUE (buyer, key)
);
CREATE TABLE bench.lines (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, order_id bigint NOT NULL REFERENCES bench.orders,
    sku int NOT NULL, quantity int NOT NULL, unit_minor bigint NOT NULL
);
CREATE TABLE bench.postings (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, order_id bigint NOT NULL, account int NOT NULL,
    amount_minor bigint NOT NULL
);
CREATE TABLE bench.outbox (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, payload jsonb NOT NULL);
INSERT INTO bench.stock SELECT sku, 100000000 FROM generate_series(1, 200) AS sku;
CREATE FUNCTION bench.buy(p_buyer int, p_sku int) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    new_id bigint;
BEGIN
    UPDATE bench.stock SET available = available - 1 WHERE sku = p_sku AND available >= 1;
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    INSERT INTO bench.orders (buyer, key, total_minor) VALUES (p_buyer, gen_random_uuid(), 2490) RETURNING id INTO new_id;
    INSERT INTO bench.lines (order_id, sku, quantity, unit_minor) VALUES (new_id, p_sku, 1, 2490);
    INSERT INTO bench.postings (order_id, account, amount_minor)
    VALUES (new_id, 1, 2490), (new_id, 2, -2000), (new_id, 3, -150), (new_id, 4, -340);
    INSERT INTO bench.outbox (payload) VALUES (jsonb_build_object('order', new_id));
    RETURN new_id;
END
$$;
