#include "actors/drivers/replay_legs.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace basis {

Result<void> check_legs(const Settings& settings, const Universe& universe,
                        const std::vector<const Market*>& followed) {
  const ModeSettings& mode = settings.mode;
  const auto has = [&](const std::string& venue, bool spot) {
    return std::any_of(followed.begin(), followed.end(), [&](const Market* market) {
      return market->configured() && market->venue == venue && market->is_spot() == spot &&
             universe.name(*market->base) == mode.asset;
    });
  };
  std::vector<std::string> faults;
  const auto route = mode.routing.find("spot_trade");
  if (route != mode.routing.end() && !has(route->second, true))
    faults.push_back(
        fmt::format("{}: the recordings have no spot market of {} at {}", mode.mode, mode.asset, route->second));
  for (const auto& [venue, share] : mode.hedge_allocation)
    if (!share.is_zero() && !has(venue, false))
      faults.push_back(
          fmt::format("hedge_allocation.{}: {}, and the recordings have no perp of {} there; give one, or "
                      "set it to 0",
                      venue, share.to_string(), mode.asset));
  if (faults.empty()) return ok();
  return Error(ErrorKind::data, std::move(faults));
}

}  // namespace basis
