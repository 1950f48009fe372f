"""What the body clock costs, beside people who take melatonin over one night."""

from time import process_time

from pksim import Trip, body_clock, load_schedules, simulate_population

_ROUNDS = 9


def _seconds(run):
    taken = []
    for _ in range(_ROUNDS):
        began = process_time()
        run()
        taken.append(process_time() - began)
    return sorted(taken)[_ROUNDS // 2]


def test_a_trip_of_fourteen_nights_beside_ten_thousand_sleepers(note, benchmark):
    trip = Trip("Europe/Berlin", "Asia/Tokyo", "2026-04-10 13:00", "2026-04-11 08:00", nights_before=4, nights_after=10)
    duo = load_schedules()["duo"]
    clock, sleepers = (
        _seconds(lambda: body_clock(trip).to_frame()),
        _seconds(lambda: simulate_population(duo, subjects=10_000)),
    )
    note("trip of 14 nights with bands / 10,000 sleepers of one night", clock / sleepers, "(limit: 1)")
    benchmark(lambda: None)
