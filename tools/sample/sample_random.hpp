#pragma once

#include <cstdint>
#include <random>
#include <string_view>

namespace basis {

/// Random numbers of one named stream of a seed. The distributions are implemented here, because
/// those of the standard library give different numbers in different libraries.
class SampleRandom {
 public:
  SampleRandom(std::uint64_t seed, std::string_view stream);

  /// Uniform over (0, 1), 53 bits.
  double uniform();
  /// Standard normal, by Box and Muller.
  double normal();
  /// Student's t with 5 degrees of freedom, scaled to a variance of 1: fat tails.
  double fat_tailed();
  /// True with the given probability.
  bool happens(double probability) { return uniform() < probability; }

 private:
  std::mt19937_64 bits_;
};

/// A first-order mean-reverting process around zero with a stationary standard
/// deviation `spread`: x' = x * k + spread * sqrt(1 - k^2) * normal, where
/// k = 2^(-1/half_life) and a half-life counts steps. It starts in its
/// stationary distribution.
class MeanReverting {
 public:
  MeanReverting(double spread, double half_life, SampleRandom& random);
  double value() const { return value_; }
  double step();

 private:
  SampleRandom& random_;
  double keep_;
  double shake_;
  double value_;
};

}  // namespace basis
