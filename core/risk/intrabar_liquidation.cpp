#include "core/risk/intrabar_liquidation.hpp"

#include <algorithm>

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
  [[nodiscard]] bool safe(Share share) const { return has_margin(account_, marks(share)); }

  /// Whether the extreme alone shows that margin is there on the whole way, which is the usual case.
  [[nodiscard]] bool safe_throughout() const {
    for (std::size_t i = 0; i < open_.size(); ++i)
      if (account_.held(i).amount.sign() > 0) return false;
    return has_margin(account_, extreme_);
  }

  /// The first share at which margin is missing; absent when there is none.
  [[nodiscard]] std::optional<Share> first_unsafe() const {
    if (!safe(0)) return 0;
    Share from = 0;
    for (const Share to : piece_ends()) {
      if (!safe(to)) return first(from, to, [this](Share share) { return !safe(share); });
      from = to;
    }
    return std::nullopt;
  }

 private:
  /// The first share after `from`, up to `to`, at which `holds`; it holds at `to`, and from where it begins to.
  template <class Holds>
  static Share first(Share from, Share to, const Holds& holds) {
    while (to - from > 1) {
      const Share middle = from + (to - from) / 2;
      (holds(middle) ? to : from) = middle;
    }
    return to;
  }

  /// Margin falls on the whole way, except where a falling long comes down into a lower tier. The way is therefore
  /// searched in pieces, each of which ends just before such a step or at the extreme.
  [[nodiscard]] std::vector<Share> piece_ends() const {
    std::vector<Share> ends = {kWholeWay};
    for (std::size_t i = 0; i < open_.size(); ++i) {
      if (account_.held(i).amount.sign() < 0) continue;
      const auto notional = [&](Share share) { return mul(account_.held(i).amount, mark(i, share), Rounding::ceil); };
      for (const MarginTier& tier : account_.rules(i).margin_tiers) {
        if (!tier.up_to || notional(0) <= *tier.up_to || notional(kWholeWay) > *tier.up_to) continue;
        ends.push_back(first(0, kWholeWay, [&](Share share) { return notional(share) <= *tier.up_to; }) - 1);
      }
    }
    std::sort(ends.begin(), ends.end());
    return ends;
  }

  const PerpAccount& account_;
  PerpMarks open_;
  PerpMarks extreme_;
};

}  // namespace

AccountLiquidation liquidate_inside_bar(const PerpAccount& account, const MarketSnapshot& market) {
  if (market.ended.empty()) return {};
  const AdversePath path(account, market.ended);
  if (path.safe_throughout()) return {};
  const auto share = path.first_unsafe();
  if (!share) return {};
  return close_perps(account, path.marks(*share), market.time,
                     fmt::format(", inside the hour from {}", (market.time - kHour).to_string()));
}

}  // namespace basis
