-- The limit: the smallest durable claims, twenty people in one call: the quota, a promise each with its key, an outbox row.
DROP SCHEMA IF EXISTS bench_claims CASCADE;
CREATE SCHEMA bench_claims;
CREATE TABLE bench_claims.deal (
    id int PRIMARY KEY, quota int NOT NULL, claimed int NOT NULL, CHECK (claimed <= quota)
);
CREATE TABLE bench_claims.promise (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, deal int NOT NULL, person bigint NOT NULL, key uuid NOT NULL,
    unit_minor bigint NOT NULL, until_at timestamptz NOT NULL, UNIQUE (deal, person), UNIQUE (deal, key)
);
CREATE TABLE bench_claims.outbox (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, payload jsonb NOT NULL);
CREATE SEQUENCE bench_claims.people;
INSERT INTO bench_claims.deal VALUES (1, 2000000000, 0);
CREATE FUNCTION bench_claims.claim20() RETURNS int LANGUAGE plpgsql AS $$
DECLARE
    v_claimed int;
BEGIN
    UPDATE bench_claims.deal SET claimed = claimed + 20 WHERE id = 1 AND claimed + 20 <= quota RETURNING claimed INTO v_claimed;
    INSERT INTO bench_claims.promise (deal, person, key, unit_minor, until_at)
    SELECT 1, nextval('bench_claims.people'), gen_random_uuid(), 1990, now() + interval '5 minutes' FROM generate_series(1, 20);
    INSERT INTO bench_claims.outbox (payload) VALUES (jsonb_build_object('claimed', v_claimed));
    RETURN v_claimed;
END
$$;
