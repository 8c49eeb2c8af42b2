#include "venues/okx/session_product.hpp"

namespace basis::okx {

/// A refusal by 403 is the firewall's, and ends by itself. 429 is of one endpoint and of two seconds: it bans nobody.
net::RateSettings default_limits() {
  net::RateSettings limits;
  limits.windows = {{"weight", &net::RateCost::weight, kWeightLimit, kSecond * 2, ""},
                    {"orders-2s", &net::RateCost::orders, 60, kSecond * 2, ""}};
  limits.quiet_statuses = {{403, kMinute * 5}};
  return limits;
}

}  // namespace basis::okx
