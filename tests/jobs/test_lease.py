"""A worker is given up once its beat has stood still for the lease, and only then."""

from app.jobs.lease import LEASE_S, Lease

RUN = ("run", "owner")


def test_a_beat_that_stands_still_expires_after_the_lease():
    lease = Lease()

    assert lease.expired({RUN: 1}, 100.0) == []
    assert lease.expired({RUN: 1}, 100 + LEASE_S) == []
    assert lease.expired({RUN: 1}, 100.1 + LEASE_S) == [("owner", 1)]


def test_a_beat_that_goes_up_does_not_expire():
    lease = Lease()

    assert [lease.expired({RUN: beat}, 2.9 * beat) for beat in range(5)] == [[]] * 5


def test_a_look_after_a_long_time_gives_nobody_up_that_beat_since():
    lease = Lease()
    lease.expired({RUN: 1}, 0.0)

    assert lease.expired({RUN: 2}, 1000.0) == []
    assert lease.expired({RUN: 2}, 1001.0) == []


def test_a_run_with_another_owner_has_a_lease_of_its_own():
    lease = Lease()
    lease.expired({RUN: 1}, 0.0)

    assert lease.expired({("run", "other"): 1}, 100.0) == []
