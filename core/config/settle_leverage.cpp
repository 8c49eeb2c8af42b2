#include <fmt/format.h>

#include "core/config/cross_checks.hpp"
#include "core/config/tree_read.hpp"

namespace basis {
namespace {

constexpr std::string_view kTarget = "target_ltv";
constexpr std::string_view kWarning = "health_factor.warning";
constexpr std::string_view kCritical = "health_factor.critical";

/// The limits of the eMode that the mode borrows in, and their keys.
struct BorrowLimits {
  Ratio ltv;
  Ratio threshold;
  std::string ltv_key;        ///< key path for messages
  std::string threshold_key;  ///< likewise
};

Ratio multiply(Ratio a, Ratio b) {
  return Ratio::from_raw_checked(mul_div(a.raw(), b.raw(), Ratio::kOne, Rounding::floor));
}

Ratio divide(Ratio a, Ratio b) {
  return Ratio::from_raw_checked(mul_div(a.raw(), Ratio::kOne, b.raw(), Rounding::floor));
}

/// The health factor LT / (L + share * (LT - L)), where L is the target LTV and LT the
/// liquidation threshold: it is reached when the LTV has moved from L towards LT by `share`
/// of the distance.
Ratio health_between(Ratio target, Ratio threshold, Ratio share) {
  return divide(threshold, target + multiply(share, threshold - target));
}

/// The limits of the mode's eMode. Absent when they are unknown; an eMode that the lending venue does not have is
/// reported as a fault.
std::optional<BorrowLimits> find_limits(const ConfigTrees& trees, Faults& faults) {
  const std::string venue = trees.routed_venue("borrow");
  const std::string emode = find_text(trees.mode, "emode");
  if (venue.empty() || emode.empty()) return std::nullopt;
  const ConfigTree& lending = trees.venues.at(venue);
  const std::string group = "emodes." + emode;
  const auto ltv = find_number<Ratio>(lending, group + ".ltv");
  const auto threshold = find_number<Ratio>(lending, group + ".liquidation_threshold");
  if (ltv && threshold) {
    const std::string head = fmt::format("venues.{}.{}", venue, group);
    return BorrowLimits{*ltv, *threshold, head + ".ltv", head + ".liquidation_threshold"};
  }
  if (lending.children(group).empty() && !lending.values.empty())
    faults.push_back(fmt::format("{}: emode: {} has no eMode '{}' (allowed: {})", trees.mode.place_of("emode"),
                                 lending.file, emode, fmt::join(lending.children("emodes"), " | ")));
  return std::nullopt;
}

/// Checks the configured target, or derives one. False when there is no valid target.
bool settle_target(ConfigTrees& trees, const BorrowLimits& limits, Faults& faults, std::vector<std::string>& warnings) {
  const auto spread = find_number<Ratio>(trees.mode, "max_stake_spread_move");
  const auto given = find_number<Ratio>(trees.mode, kTarget);
  if (!spread) return false;
  const Ratio safe = multiply(limits.ltv, Ratio::from_int(1) - *spread);
  if (!given) {
    derive_value(trees.mode, kTarget, safe);
    return true;
  }
  const std::string place = trees.mode.place_of(kTarget);
  if (*given > limits.ltv) {
    faults.push_back(fmt::format("{}: {} ({}) must be at most {} ({})", place, kTarget, given->to_string(),
                                 limits.ltv_key, limits.ltv.to_string()));
    return false;
  }
  if (*given > safe)
    warnings.push_back(fmt::format("{}: {} ({}) is above {}, which survives max_stake_spread_move ({})", place, kTarget,
                                   given->to_string(), safe.to_string(), spread->to_string()));
  return true;
}

void check_health(const ConfigTrees& trees, const BorrowLimits& limits, Ratio target, Faults& faults) {
  require_below(trees.mode, kCritical, kWarning, false, faults);
  // Without debt the health factor at the target is infinite, so any limit is valid.
  if (target.is_zero()) return;
  const auto warning = find_number<Ratio>(trees.mode, kWarning);
  const Ratio at_target = divide(limits.threshold, target);
  if (warning && *warning >= at_target)
    faults.push_back(fmt::format("{}: {} ({}) must be below {} / {} ({} / {} = {}): it would act for ever",
                                 trees.mode.place_of(kWarning), kWarning, warning->to_string(), limits.threshold_key,
                                 kTarget, limits.threshold.to_string(), target.to_string(), at_target.to_string()));
}

}  // namespace

void settle_leverage(ConfigTrees& trees, Faults& faults, std::vector<std::string>& warnings) {
  const std::optional<BorrowLimits> limits = find_limits(trees, faults);
  if (!limits || limits->ltv >= limits->threshold || !settle_target(trees, *limits, faults, warnings)) return;
  const Ratio target = get_number<Ratio>(trees.mode, kTarget);
  derive_value(trees.mode, kWarning, health_between(target, limits->threshold, from_text<Ratio>("0.25")));
  derive_value(trees.mode, kCritical, health_between(target, limits->threshold, from_text<Ratio>("0.5")));
  check_health(trees, *limits, target, faults);
}

}  // namespace basis
