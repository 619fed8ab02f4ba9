"""Somebody else's check of a show's record, from docs/live-acts.md alone: it shares no line with the house."""

import hashlib
import hmac
import json


def check(record):
    before, seed_hashes, lists, drawn, entered = "0" * 64, {}, {}, {}, {}
    for row in record["records"]:
        before = hashlib.sha256((before + row["text"]).encode("utf-8")).hexdigest()
        if before != row["hash"]:
            return False
        told = json.loads(row["text"])
        body = told["body"]
        if told["kind"] == "giveaway_planned":
            seed_hashes[body["act"]] = (body["seed_hash"], body["winner_count"])
        elif told["kind"] == "entries":
            entered.setdefault(body["act"], set()).update(body["lines"])
        elif told["kind"] == "giveaway_closed":
            lists[body["act"]] = body["list_hash"]
        elif told["kind"] == "giveaway_drawn":
            drawn[body["act"]] = (body["seed"], body["winners"], lists[body["act"]])
    for act, (seed, winners, list_hash) in drawn.items():
        text = next(one["list"] for one in record["giveaways"] if one["act"] == act)
        lines, seed_hash, counter, won = text.split("\n"), seed_hashes[act], 0, []
        if hashlib.sha256(text.encode()).hexdigest() != list_hash or not set(lines) <= entered[act]:
            return False
        if hashlib.sha256(bytes.fromhex(seed)).hexdigest() != seed_hash[0]:
            return False
        while lines and len(won) < seed_hash[1]:
            block = hmac.new(
                bytes.fromhex(seed), bytes.fromhex(list_hash) + counter.to_bytes(4, "big"), hashlib.sha256
            ).digest()
            number, counter = int.from_bytes(block[:8], "big"), counter + 1
            if number < 2**64 - 2**64 % len(lines):
                won.append(lines.pop(number % len(lines)).split(" ")[0])
        if won != winners:
            return False
    return before == record["head"]
