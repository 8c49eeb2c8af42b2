#include "core/risk/intrabar_liquidation.hpp"

#include <fmt/format.h>

#include "core/portfolio/valuation.hpp"

namespace basis {
namespace {

/// A share of the way from open to extreme, in units of 1e-12.
using Share = std::int64_t;
constexpr auto kWholeWay = static_cast<Share>(Ratio::kOne);

/// The way of each perp of an account through a bar.
class AdversePath {
 public:
  AdversePath(const PerpAccount& account, const std::vector<EndedBar>& bars) : account_(account) {
    for (std::size_t i = 0; i < account.perps.size(); ++i) {
      const EndedBar& bar = bars[account.perps[i].index()];
      open_.push_back(bar.open);
      extreme_.push_back(account.held(i).amount.sign() < 0 ? bar.high : bar.low);
    }
  }

  [[nodiscard]] Price mark(std::size_t perp, Share share) const {
    const i128 way = mul_div(extreme_[perp].raw() - open_[perp].raw(), share, kWholeWay, Rounding::toward_zero);
    return Price::from_raw_checked(open_[perp].raw() + way);
  }
  [[nodiscard]] PerpMarks marks(Share share) const {
    PerpMarks marks;
    for (std::size_t i = 0; i < open_.size(); ++i) marks.push_back(mark(i, share));
    return marks;
  }
  /// Margin falls on the whole way, because maintenance has no jumps and its rates are below one. So the extreme alone
  /// shows whether margin is there throughout, which is the usual case.
  [[nodiscard]] bool safe_throughout() const { return has_margin(account_, extreme_); }

  /// The first share at which margin is missing; it is missing at the extreme.
  [[nodiscard]] Share first_unsafe() const {
    if (!safe(0)) return 0;
    Share from = 0;
    Share to = kWholeWay;
    while (to - from > 1) {
      const Share middle = from + (to - from) / 2;
      (safe(middle) ? from : to) = middle;
    }
    return to;
  }

 private:
  [[nodiscard]] bool safe(Share share) const { return has_margin(account_, marks(share)); }

  const PerpAccount& account_;
  PerpMarks open_;
  PerpMarks extreme_;
};

}  // namespace

AccountLiquidation liquidate_inside_bar(const PerpAccount& account, const MarketSnapshot& market) {
  if (market.ended.empty()) return {};
  const AdversePath path(account, market.ended);
  if (path.safe_throughout()) return {};
  return close_perps(account, path.marks(path.first_unsafe()), market.time,
                     fmt::format(", inside the {} from {}", market.bar == kHour ? "hour" : "bar",
                                 (market.time - market.bar).to_string()));
}

}  // namespace basis
