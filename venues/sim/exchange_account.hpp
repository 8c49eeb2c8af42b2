#pragma once

#include <array>
#include <optional>
#include <span>
#include <vector>

#include "core/execution/order_command.hpp"
#include "core/execution/order_report.hpp"
#include "core/instruments/universe.hpp"
#include "core/portfolio/fill_entry.hpp"

namespace basis {

/// Price times size, exactly: both have eight decimals, an amount has eighteen.
Amount notional_of(Price price, Quantity size);

/// What an account is made of.
struct AccountSpec {
  /// A currency that the account holds.
  struct Pocket {
    AssetId asset;
    InstrumentId instrument;
  };

  AccountId id;
  std::size_t instruments = 0;         ///< length of a full set of positions
  std::vector<Pocket> pockets;         ///< in the order in which balances are told
  std::vector<const Market*> markets;  ///< whose fills change this account; they outlive it
  std::int64_t leverage = 10;          ///< of a perp market until another is set
};
/// The account with its currencies and markets in the universe, which outlives it and takes no further markets.
AccountSpec account_spec(const Universe& universe, AccountId account);

/// A fee, or a rebate where it is negative.
struct AccountFee {
  AssetId asset;
  Amount amount;
};

/// One trade as it is posted.
struct AccountTrade {
  InstrumentId position;  ///< coins of a spot market, or a perp
  InstrumentId cash;
  bool perp = false;
  Amount change;  ///< signed coins
  Amount worth;   ///< signed notional, of the sign of `change`
  std::optional<AccountFee> fee;
};

/// A position that the venue closed at its mark.
struct ClosedPosition {
  const Market* market = nullptr;
  Amount change;  ///< signed coins
  Price price;
  Amount fee;
};

/// One account at an exchange, which is one margin pool: currencies, perp positions, what open orders hold back, and
/// what margin there is. Every movement is posted as a ledger entry with two sides, so that by currency the account and
/// the outside sum to zero at all times. It has no clock, and does not know where a price comes from.
class ExchangeAccount {
 public:
  explicit ExchangeAccount(AccountSpec spec);

  [[nodiscard]] AccountId id() const { return spec_.id; }
  [[nodiscard]] const AccountSpec& spec() const { return spec_; }

  /// Posts a trade and its fee. A perp's change through zero closes the position, then opens the rest.
  void trade(const AccountTrade& trade, UtcTime now);
  /// The fee of a fill by the market's rate, rounded up to 1e-8 of its currency: coins on a spot purchase, else the
  /// quote. With a fee token it is paid in that token at its price, as long as the account has enough of it; rebates
  /// are never paid in it. `rebate_in_other`: a rebate of a spot market comes in the currency that a fee would not.
  [[nodiscard]] AccountFee fee_of(const Market& market, OrderSide side, Liquidity liquidity, Price price, Quantity size,
                                  bool rebate_in_other = false) const;
  /// Pays fees in this token from now on, at `price` in the quote; absent: in the currencies of the markets.
  void pay_fees_in(std::optional<AssetId> token, Price price);
  [[nodiscard]] const std::optional<AssetId>& fee_token() const { return fee_token_; }

  /// Funding on the position: -position * mark * rate, rounded down. Zero without a position.
  Amount settle_funding(const Market& market, Ray rate, UtcTime now);
  /// Adds `amount` of a currency from outside, or takes it out where it is negative. False, and nothing is posted, when
  /// the account does not hold the currency or may not give so much away.
  bool transfer(AssetId asset, Amount amount, UtcTime now, Outside other = Outside::transit);

  /// The mark that margin and funding are computed with.
  void set_mark(const Market& market, Price mark) { line(market).mark = mark; }
  [[nodiscard]] Price mark_of(const Market& market) const { return line(market).mark; }
  /// False where the market's first tier does not allow it.
  bool set_leverage(const Market& market, std::int64_t leverage);
  /// The leverage in force: what was set, at most what the tier of position and open orders allows.
  [[nodiscard]] std::int64_t leverage_of(const Market& market) const;

  /// Holds back what the rest of an open order may need: limit * size of the quote or the coins of a spot market, the
  /// notional for the order margin of a perp. A reduce-only order needs nothing.
  void hold_back(const Market& market, OrderSide side, Price limit, Quantity size, bool reduce_only);
  /// Gives back what `hold_back` took for so much of the order.
  void give_back(const Market& market, OrderSide side, Price limit, Quantity size, bool reduce_only);
  /// Whether there is enough for an order: the quote or the coins of a spot market; on a perp the margin it adds. What
  /// of it closes a position needs no margin.
  [[nodiscard]] bool can_afford(const Market& market, OrderSide side, Amount notional, Quantity size,
                                bool reduce_only) const;

  [[nodiscard]] Amount held(AssetId asset) const;
  /// What a new order may use: what is not locked; of the currency of perps also the unrealised P&L, less all initial
  /// margin. Not under zero.
  [[nodiscard]] Amount available(AssetId asset) const;
  /// What may leave the account: what is available, without unrealised profit.
  [[nodiscard]] Amount withdrawable(AssetId asset) const;
  [[nodiscard]] const Holding& position(const Market& market) const { return holdings_[market.position->index()]; }
  [[nodiscard]] const PositionSet& holdings() const { return holdings_; }

  /// Balance with unrealised P&L, of the perps that are margined in this currency.
  [[nodiscard]] Amount margin_balance(InstrumentId cash) const;
  /// By the tiers of all positions at their marks.
  [[nodiscard]] Amount maintenance(InstrumentId cash) const;
  /// Whether the pool that backs this market has a position in any.
  [[nodiscard]] bool has_position(const Market& market) const;
  /// Whether the pool that backs this market has a position and no more than its maintenance margin.
  [[nodiscard]] bool must_liquidate(const Market& market) const;
  /// Closes the largest position by notional of the pool that backs this market at its mark, with the liquidation fee.
  ClosedPosition liquidate_largest(const Market& market, UtcTime now);
  /// What the insurance fund pays when the pool has no position left and is under zero; zero otherwise.
  Amount cover_deficit(const Market& market, UtcTime now);
  /// Closes a share of a position at its mark, without a fee; the coins are rounded down to the market's step. Nothing
  /// without a mark.
  std::optional<ClosedPosition> deleverage(const Market& market, Ratio share, UtcTime now);

  /// Replaces what the account holds, as if the difference were capital; `positions` covers all instruments.
  void hold(const PositionSet& positions);

  /// Entries posted since `forget_entries`.
  [[nodiscard]] std::span<const LedgerEntry> entries() const { return {entries_.data(), posted_}; }
  void forget_entries() { posted_ = 0; }
  /// Posts an entry that was made elsewhere.
  void post(const LedgerEntry& entry);
  /// What has come from one outside so far, less what went there. The sum over all outsides is what is held.
  [[nodiscard]] Amount received_from(Outside outside, InstrumentId instrument) const {
    return received_[instrument.index()][static_cast<std::size_t>(outside)];
  }

  /// Calls `balance(pocket)` and `position(market)` for what has changed since the last call.
  template <class Balance, class Position>
  void tell_changes(const Balance& balance, const Position& position) {
    if (!changed_any_) return;
    for (const AccountSpec::Pocket& pocket : spec_.pockets)
      if (changed_[pocket.instrument.index()]) balance(pocket);
    for (const Line& one : lines_)
      if (!one.market->is_spot() && changed_[one.market->position->index()]) position(*one.market);
    std::fill(changed_.begin(), changed_.end(), false);
    changed_any_ = false;
  }

 private:
  /// What is known of one market. Sums of open orders leave reduce-only orders out.
  struct Line {
    const Market* market = nullptr;
    Price mark;
    std::int64_t leverage = 1;
    Amount open_buys;   ///< perps: limit * rest
    Amount open_sells;  ///< perps: limit * rest
  };

  [[nodiscard]] std::size_t line_at(const Market& market) const;
  [[nodiscard]] Line& line(const Market& market) { return lines_[line_at(market)]; }
  [[nodiscard]] const Line& line(const Market& market) const { return lines_[line_at(market)]; }
  [[nodiscard]] const AccountSpec::Pocket* pocket_of(AssetId asset) const;
  [[nodiscard]] Amount notional_at_mark(const Line& one) const;
  [[nodiscard]] Amount unrealised_of(const Line& one) const;
  [[nodiscard]] std::int64_t leverage_at(const Line& one, Amount notional) const;
  [[nodiscard]] Amount initial_margin(const Line& one, Amount buys, Amount sells) const;
  [[nodiscard]] Amount available_of(InstrumentId instrument) const;
  ClosedPosition close(const Line& one, Amount change, BasisPoints fee, EntryKind kind, UtcTime now);
  LedgerEntry& begin(EntryKind kind, UtcTime now);
  void commit(const LedgerEntry& entry);
  void touch(InstrumentId instrument);

  AccountSpec spec_;
  std::vector<Line> lines_;
  PositionSet holdings_;
  std::vector<Amount> locked_;  ///< by instrument
  std::vector<std::array<Amount, kOutsides>> received_;
  std::optional<AssetId> fee_token_;
  Price fee_token_price_;
  std::vector<LedgerEntry> entries_;  ///< the first `posted_` are in use; the others keep their memory
  std::size_t posted_ = 0;
  std::vector<bool> changed_;
  bool changed_any_ = false;
};

}  // namespace basis
