#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/base/types.hpp"
#include "core/base/utc_time.hpp"

namespace basis {

/// `execution.costs`: whether trades pay the costs of the cost table and operations pay gas.
enum class CostModel { model, none };
/// `execution.rounding`: whether orders obey the venue's size steps, ticks and minimums.
enum class RoundingModel { venue, none };
/// `execution.liquidation`: whether exchanges liquidate at the extremes inside an hour, or at opens only.
enum class LiquidationModel { intrabar, open };
/// `execution.capacity`: whether what is more than markets and protocols can take is remarked, refused, or not looked
/// at.
enum class CapacityModel { remark, refuse, off };
/// `execution.delays`: whether what moves between accounts takes its time, or arrives at once.
enum class DelayModel { model, none };
/// `rewards_mode`: which restaking rewards are credited.
enum class RewardsMode { base_only, base_eigen, base_eigen_seasonal };
/// `lst_type`: which liquid staking token is held.
enum class LstType { weeth, wsteth };

struct ExecutionSettings {
  CostModel costs = CostModel::model;
  RoundingModel rounding = RoundingModel::venue;
  BasisPoints default_cost_bps;  ///< for a pair that is not in the cost table
  LiquidationModel liquidation = LiquidationModel::intrabar;
  CapacityModel capacity = CapacityModel::remark;
  Ratio max_participation = Ratio::from_raw(Ratio::kOne / 10);  ///< of a trade in the volume of its bar
  DelayModel delays = DelayModel::model;
};

/// Margin ratios of an account that holds perps, (cash + unrealised) / sum(|q| * mark): critical < warning < target.
struct MarginRatioSettings {
  Ratio target;
  Ratio warning;
  Ratio critical;
  Ratio donor;  ///< accounts share margin evenly only if each then has at least this ratio
};

/// Transfers below `minimum` are not made; those above `maximum` are split. USD.
struct TransferSettings {
  Amount minimum;
  Amount maximum;
};

/// Optional condition for the first entry: the last known funding rates (per 8 h),
/// weighted by hedge allocation, must sum to at least the threshold.
struct EntryGateSettings {
  bool enabled = false;
  Ratio funding_threshold;
  /// Bps of the notional per year: funding less the cost of entering and leaving over the horizon. Absent: not asked.
  std::optional<double> least_carry_bps;
  /// (perp - spot) / spot, weighted by the hedge allocation. Absent: not asked.
  std::optional<double> least_basis_bps;
  Nanos horizon;  ///< over which the cost of entering and leaving is written off
};

/// When a position is left because it earns too little.
struct ExitGateSettings {
  bool enabled = false;
  double carry_bps = 0;  ///< funding per year, without costs; at or under it the position is left
  Nanos patience;        ///< for so long it has to be there without a break
};

/// What becomes of an entry's share when its venue takes no orders.
enum class WhenVenueDown {
  wait,    ///< it is traded when the venue is back
  others,  ///< the other venues of the hedge take it over, by their shares
  unwind   ///< what the entry has traded elsewhere is traded back
};

/// How trades on exchanges are worked where orders meet order books.
struct PairSettings {
  bool make_first = false;
  Amount clip;                                ///< coins of each leg; zero: all at once
  std::optional<double> least_edge_bps;       ///< of an entry
  std::optional<double> exit_least_edge_bps;  ///< of an exit
  std::optional<double> max_volatility;       ///< a fraction per year; with it clips wait until it is known
  BasisPoints slippage;
  Nanos patience;  ///< zero: never over
  Nanos max_naked;
  WhenVenueDown when_down = WhenVenueDown::wait;
  Nanos venue_down;  ///< how long a venue takes no orders before that
};

/// Loan-to-value and health-factor limits of the leveraged modes:
/// LT/L > warning > critical > 1. All zero in a mode that does not borrow.
struct LeverageSettings {
  Ratio target_ltv;
  Ratio health_factor_warning;
  Ratio health_factor_critical;
  std::string emode;       ///< key of `LendingSettings::emodes`
  bool recursive = false;  ///< whether loops of supply and borrow replace one flash-loan transaction
};

/// Limits of net delta as a fraction of equity: warning < act.
struct DeltaDriftSettings {
  Ratio warning;
  Ratio act;
};

/// What the data gate allows before a value of history is a fault.
struct DataSettings {
  Ratio max_deviation;  ///< of a price from the median of the asset's other series at that instant
  Ratio max_funding;    ///< absolute rate of one funding period
};

/// One strategy mode, complete and validated.
struct ModeSettings {
  std::string mode;
  std::string share_class;  ///< "USDT" or "ETH": the currency of equity and P&L
  std::string asset;        ///< the asset whose delta is monitored
  std::vector<std::string> venues;
  std::vector<std::string> instruments;        ///< keys of all instruments that the mode may trade or hold
  std::map<std::string, std::string> routing;  ///< action type -> venue, or "hedge_allocation", or "lst_type"
  Ratio reserve_ratio;
  Ratio position_deviation_threshold;
  Nanos time_throttle_interval;
  /// Venue -> share of the hedge; the shares sum to 1; a venue with share 0 is skipped. Empty in a mode that does not
  /// hedge with perps.
  std::map<std::string, Ratio> hedge_allocation;
  ExecutionSettings execution;
  bool rebalance_enabled = true;
  RewardsMode rewards_mode = RewardsMode::base_only;
  LstType lst_type = LstType::weeth;
  Ratio margin_fraction;
  MarginRatioSettings margin_ratio;
  Ratio delta_tolerance;
  DeltaDriftSettings delta_drift;
  Ratio dust_delta;
  Ratio target_apy;  ///< for display only
  Ratio stake_allocation_eth;
  Ratio max_stake_spread_move;
  LeverageSettings leverage;
  TransferSettings transfer;
  EntryGateSettings entry_gate;
  ExitGateSettings exit_gate;
  PairSettings pair;
  DataSettings data;
  Ratio large_deposit;  ///< a deposit of at least this fraction of equity is a full entry
};

/// One tier of a venue's margin table.
struct MarginTier {
  std::optional<Amount> up_to;  ///< notional in quote; absent: no upper end
  Ratio maintenance_margin;     ///< fraction of notional
  std::int64_t max_leverage = 1;
};

/// Trading rules of one market. Sizes are in coins, or in contracts where
/// `contract_size` is present. Prices are quoted in `quote`.
struct MarketSettings {
  std::string symbol;         ///< canonical: "BTCUSDT"
  std::string base;           ///< "BTC"
  std::string quote;          ///< "USDT"
  std::string native_symbol;  ///< the venue's name: "BTC-USDT-SWAP"
  Amount step;
  Amount minimum_size;
  Amount maximum_size;
  Amount minimum_notional;  ///< in quote
  Price tick;
  std::optional<Amount> contract_size;    ///< coins per contract
  Ratio maintenance_margin;               ///< perps: that of the first tier
  std::vector<MarginTier> margin_tiers;   ///< perps: in rising order of notional
  BasisPoints liquidation_fee_bps;        ///< perps
  Nanos funding_interval;                 ///< perps
  std::string cost_pair;                  ///< row of the cost table: "BTCUSDT-PERP"
  bool minimum_binds_reduce_only = true;  ///< whether the minimum notional applies to reduce-only orders
  BasisPoints maker_fee;                  ///< negative: a rebate
  BasisPoints taker_fee;                  ///< the venue's fee of a taker; costs in simulation are never below it
  std::optional<Ratio> price_band;        ///< largest distance of a limit from the market, against us; absent: none
  std::optional<Ratio> market_band;       ///< how far a market order walks; absent: as far as `price_band`
};

/// What a venue does with a post-only order that would trade at once.
enum class CrossingPostOnly : std::uint8_t {
  refused,           ///< it is rejected
  cancelled,         ///< it is accepted, then cancelled
  cancelled_unseen,  ///< it is cancelled without having been accepted
};

/// How the order entry of a product at a venue behaves, where venues differ.
struct OrderEntrySettings {
  CrossingPostOnly crossing_post_only = CrossingPostOnly::refused;
  bool rest_expires = true;       ///< what ends by its own terms (IOC, FOK, self-trade) expires; else it is cancelled
  bool amends_only_down = false;  ///< an amendment may only make the size smaller
  bool ids_reusable = true;       ///< the client id of an order that has ended may be used again
  bool rebate_in_other = false;   ///< a rebate of a spot market comes in the currency that a fee would not
  bool negative_forced_ids = false;                ///< trades of liquidations and ADL have negative ids
  std::optional<std::int64_t> maximum_open;        ///< open orders of a market
  std::optional<std::int64_t> orders_an_interval;  ///< new and amended orders of an account
  Nanos interval = kSecond;                        ///< of `orders_an_interval`, aligned to the epoch
  std::int64_t leverage = 10;                      ///< perps: of an account that has set none
};

/// Published base fees of one market of a venue.
struct FeeSettings {
  BasisPoints maker;  ///< negative: a rebate
  BasisPoints taker;
};

/// Risk parameters of one asset in a lending protocol.
struct LendingReserve {
  Ratio ltv;
  Ratio liquidation_threshold;
  Ratio liquidation_bonus;
  bool borrowable = false;
  std::optional<Amount> supply_cap;  ///< tokens, of everyone; absent: no limit
  std::optional<Amount> borrow_cap;
  std::int64_t decimals = 18;
};

/// Risk parameters that replace those of a reserve in an eMode.
struct EModeSettings {
  std::int64_t category = 0;
  Ratio ltv;
  Ratio liquidation_threshold;
  Ratio liquidation_bonus;
  std::set<std::string> collateral;
  std::set<std::string> borrowable;
};

struct LendingSettings {
  std::map<std::string, LendingReserve> reserves;  ///< by asset: "USDT"
  std::map<std::string, EModeSettings> emodes;     ///< by name: "eth_correlated"
  Ratio close_factor;                              ///< share of the debt that one liquidation may repay
  Ratio full_close_below;                          ///< health factor below which it may repay all of the debt
};

struct StakingSettings {
  LstType lst_type = LstType::weeth;
  std::string token;       ///< "weETH"
  std::string underlying;  ///< "ETH"
  Amount minimum_stake;    ///< in the underlying
  Amount minimum_unstake;
  std::optional<Amount> maximum_unstake;  ///< of a single request to the exit queue
  std::set<std::string> reward_tokens;    ///< tokens of the restaking distributions to holders
  Nanos queue_minimum;
  Nanos queue_maximum;
};

struct FlashLoanSettings {
  BasisPoints fee;
  std::set<std::string> assets;
};

struct PoolSettings {
  std::string base;
  std::string quote;
  BasisPoints fee;
  std::string cost_pair;
};

struct DexSettings {
  std::vector<BasisPoints> fee_tiers;
  std::map<std::string, PoolSettings> pools;  ///< by name: "weETH_ETH"
};

struct MiddlewareSettings {
  std::int64_t max_gas = 0;
  BasisPoints slippage;
  Nanos deadline;
  std::set<std::string> operations;
  std::set<std::string> protocols;
  std::string through;  ///< "spells", "executor"; empty: spells where the chain has them
};

struct WalletSettings {
  std::string native_token;                      ///< pays gas: "ETH"
  std::map<std::string, std::int64_t> decimals;  ///< by token
};

/// Names of an exchange's accounts. One account is one margin pool; an exchange with a unified account has one name
/// twice.
struct AccountNames {
  std::string spot;  ///< holds coins; money from outside arrives in it and leaves from it
  std::string perp;  ///< holds perps and their margin
};

/// Where the parts of a venue's protocol are served for one account, as URLs of a scheme, a host, and where they stand
/// a port and a path.
struct EndpointSettings {
  std::string rest;
  std::string streams;          ///< public market data
  std::string private_streams;  ///< events of the account
  std::string orders;           ///< order entry over a WebSocket
  std::string money;            ///< transfers and withdrawals; empty: `rest` serves them, or nobody does
};

/// Where a contract stands on a chain. The checksum of the address is looked at where it is used.
struct ContractSettings {
  std::string address;  ///< "0x" and 40 hexadecimal digits
  std::string place;    ///< where it was written, for messages
};

/// How long what moves takes at a venue.
struct DelaySettings {
  Nanos withdrawal{};  ///< kind cex: from the request until the chain has it
  Nanos deposit{};     ///< kind cex: from the chain until it is credited
  Nanos call{};        ///< kind wallet: until a transaction is final
};

/// Static data of one venue. It contains no credentials, and lists what differs by network for all of them.
struct VenueSettings {
  std::string name;
  std::string kind;                                  ///< cex, lending, staking, flash_loan, wallet, dex, middleware
  std::set<std::string> capabilities;                ///< spot, perp, lend, stake, ...
  AccountNames accounts;                             ///< of kind cex
  std::map<std::string, MarketSettings> spot;        ///< by symbol
  std::map<std::string, MarketSettings> perp;        ///< by symbol
  std::map<std::string, std::int64_t> gas_units;     ///< by operation (wallet venue)
  Ratio gas_safety_factor;                           ///< wallet venue
  Amount gas_default;                                ///< wallet venue: ETH per unit, where no series is given
  Price gas_default_price;                           ///< wallet venue: USDT of that token, where nothing prices it
  std::map<std::string, FeeSettings> fees;           ///< by market: "spot", "perp"
  std::map<std::string, OrderEntrySettings> orders;  ///< by market; one that is absent has the defaults
  std::string fee_token;                             ///< in which an account may pay its fees: "BNB"; empty: none
  std::optional<LendingSettings> lending;            ///< of kind lending
  std::optional<StakingSettings> staking;            ///< of kind staking
  std::optional<FlashLoanSettings> flash_loan;       ///< of kind flash_loan
  std::optional<DexSettings> dex;                    ///< of kind dex
  std::optional<MiddlewareSettings> middleware;      ///< of kind middleware
  std::optional<WalletSettings> wallet;              ///< of kind wallet
  DelaySettings delays;                              ///< of kinds cex and wallet
  /// Of kind cex: by network ("live", "testnet", "demo"), then by market ("spot", "perp").
  std::map<std::string, std::map<std::string, EndpointSettings>> endpoints;
  /// Of all other kinds: by chain id, then by name ("pool", "reserves.WETH.a_token"); a wallet's are tokens, too.
  std::map<std::uint64_t, std::map<std::string, ContractSettings>> contracts;

  /// The account that holds the venue's spot coins, or its perps.
  [[nodiscard]] const std::string& account(bool of_spot) const { return of_spot ? accounts.spot : accounts.perp; }
  /// How orders of a product are taken; the defaults where the configuration says nothing.
  [[nodiscard]] OrderEntrySettings order_entry(bool of_spot) const {
    const auto own = orders.find(of_spot ? "spot" : "perp");
    return own == orders.end() ? OrderEntrySettings{} : own->second;
  }
};

/// The effective configuration of a run.
struct Settings {
  ModeSettings mode;
  std::map<std::string, VenueSettings> venues;  ///< those that the mode names
  bool market_neutral = false;                  ///< of the share class: a hedge is needed
  Amount default_capital;                       ///< of the share class
};

}  // namespace basis
