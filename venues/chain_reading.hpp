#pragma once

#include "core/history/chain_told.hpp"
#include "core/instruments/universe.hpp"
#include "core/portfolio/holding.hpp"
#include "venues/chain_portfolio.hpp"

namespace basis {

/// Ether, and the token that stands for it where a contract wants a token.
inline constexpr std::string_view kEther = "ETH";
inline constexpr std::string_view kWrappedEther = "WETH";

/// A wallet's portfolio in the terms of a run.
struct ChainReading {
  chain::BlockStamp block;
  PositionSet holdings;  ///< by InstrumentId; ether is the wallet's whole; scaled amounts where there is an index
  Amount ether;          ///< of the wallet, also where the run holds none
  std::optional<Wei> health{};  ///< of the lending account, at 1e-18; absent: it owes nothing
  ChainTold told;
};

/// Asks and reads what the instruments of a run are on a chain.
class ChainReader {
 public:
  /// The references outlive it. Usage error: the chain lacks a contract or token that an instrument needs; it names the
  /// instrument.
  static Result<ChainReader> create(const Universe& universe, const Settings& settings, const chain::ContractBook& book,
                                    const chain::Address& wallet);

  /// What `read` needs to be asked, for the last block.
  [[nodiscard]] const PortfolioQuestion& question() const { return question_; }
  /// Error (data): a value that a ledger cannot hold.
  [[nodiscard]] Result<ChainReading> read(const ChainPortfolio& portfolio, UtcTime heard_utc) const;

 private:
  ChainReader(const Universe& universe, const Settings& settings) : universe_(universe), settings_(settings) {}
  Result<void> ask(const Instrument& instrument, const chain::ContractBook& book);
  [[nodiscard]] Result<Amount> held(const Instrument& instrument, const ChainPortfolio& portfolio) const;
  [[nodiscard]] Result<void> tell(const Instrument& instrument, const ChainPortfolio& portfolio, ChainTold& told) const;

  const Universe& universe_;
  const Settings& settings_;
  PortfolioQuestion question_;
  std::map<std::string, int> decimals_;            ///< by token
  std::map<InstrumentId, QuoteKey> market_rates_;  ///< of staked tokens
};

/// The pool of two tokens by the settings of a DEX, ether being wrapped; absent: there is none.
const PoolSettings* pool_of(const DexSettings& dex, std::string_view a, std::string_view b);

/// What is asked of the DEX for a sale of `amount`. Usage errors: no pool, an unknown token, nothing of a smallest
/// unit.
Result<QuoteKey> quote_key(const Settings& settings, const chain::ContractBook& book, std::string_view sold,
                           std::string_view bought, Amount amount);

}  // namespace basis
