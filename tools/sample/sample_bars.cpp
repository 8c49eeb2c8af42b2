#include <algorithm>
#include <cmath>

#include "core/base/fixed.hpp"
#include "tools/sample/sample_files.hpp"
#include "tools/sample/sample_random.hpp"

namespace basis {
namespace {

constexpr int kVolumeDecimals = 3;

/// One bar, in units of the file's decimals.
struct Bar {
  std::int64_t open;
  std::int64_t high;
  std::int64_t low;
  std::int64_t close;
};

std::int64_t in_ticks(double level, const BarSpec& spec) {
  const double units = level * std::pow(10.0, spec.decimals);
  const std::int64_t ticks = std::llround(units / static_cast<double>(spec.tick));
  return std::max<std::int64_t>(ticks, 1) * spec.tick;
}

Bar make_bar(double from, double to, double volatility, const BarSpec& spec, SampleRandom& random) {
  const double above = std::exp(0.5 * volatility * std::abs(random.normal()));
  const double below = std::exp(-0.5 * volatility * std::abs(random.normal()));
  const std::int64_t open = in_ticks(from, spec);
  const std::int64_t close = in_ticks(to, spec);
  return {open, std::max({open, close, in_ticks(std::max(from, to) * above, spec)}),
          std::min({open, close, in_ticks(std::min(from, to) * below, spec)}), close};
}

}  // namespace

void add_bars(SampleFiles& files, const SampleWorld& world, const BarSpec& spec, const Path& levels,
              const Path& volatility) {
  SampleRandom random(world.seed, spec.file);
  std::string& text = files[spec.file] = "timestamp,open,high,low,close,volume\n";
  for (std::size_t i = 0; i < world.span.hours(); ++i) {
    const Bar bar = make_bar(levels[i], levels[i + 1], volatility[i], spec, random);
    text += world.span.hour(i).to_string();
    for (const std::int64_t value : {bar.open, bar.high, bar.low, bar.close}) {
      text.push_back(',');
      append_decimal(text, value, spec.decimals);
    }
    text.push_back(',');
    append_decimal(text, std::llround(spec.typical_volume * std::exp(0.6 * random.normal()) * 1000), kVolumeDecimals);
    text.push_back('\n');
  }
}

}  // namespace basis
