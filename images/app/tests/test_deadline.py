import unittest

from apture import deadline


class Budget(unittest.TestCase):
    def test_all_waits_share_what_remains(self) -> None:
        self.assertEqual(deadline.remaining(7), 7)
        with deadline.within(2):
            self.assertAlmostEqual(deadline.remaining(7), 2, delta=0.1)
            self.assertEqual(deadline.remaining(1), 1)
            with deadline.within(5):
                self.assertLessEqual(deadline.remaining(7), 2)
            with deadline.within(0):
                self.assertEqual(deadline.remaining(7), 0.001)
        self.assertEqual(deadline.remaining(7), 7)
