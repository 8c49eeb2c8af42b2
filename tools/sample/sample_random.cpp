#include "tools/sample/sample_random.hpp"

#include <cmath>
#include <numbers>

namespace basis {
namespace {

/// FNV-1a, 64 bits: gives each stream of one seed its own value.
std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 14'695'981'039'346'656'037U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1'099'511'628'211U;
  return hash;
}

/// One step of SplitMix64, so that neighbouring seeds give different streams.
std::uint64_t mixed(std::uint64_t x) {
  x += 0x9E37'79B9'7F4A'7C15U;
  x = (x ^ (x >> 30)) * 0xBF58'476D'1CE4'E5B9U;
  x = (x ^ (x >> 27)) * 0x94D0'49BB'1331'11EBU;
  return x ^ (x >> 31);
}

}  // namespace

SampleRandom::SampleRandom(std::uint64_t seed, std::string_view stream) : bits_(mixed(mixed(seed) ^ hash_of(stream))) {}

double SampleRandom::uniform() { return (static_cast<double>(bits_() >> 11) + 0.5) * 0x1.0p-53; }

double SampleRandom::normal() {
  const double radius = std::sqrt(-2.0 * std::log(uniform()));
  return radius * std::cos(2.0 * std::numbers::pi * uniform());
}

double SampleRandom::fat_tailed() {
  constexpr int kFreedom = 5;
  double chi_squared = 0;
  for (int i = 0; i < kFreedom; ++i) {
    const double x = normal();
    chi_squared += x * x;
  }
  // The variance of t is n / (n - 2).
  return normal() * std::sqrt((kFreedom - 2) / chi_squared);
}

MeanReverting::MeanReverting(double spread, double half_life, SampleRandom& random)
    : random_(random),
      keep_(std::exp2(-1.0 / half_life)),
      shake_(spread * std::sqrt(1.0 - keep_ * keep_)),
      value_(spread * random.normal()) {}

double MeanReverting::step() { return value_ = value_ * keep_ + shake_ * random_.normal(); }

}  // namespace basis
