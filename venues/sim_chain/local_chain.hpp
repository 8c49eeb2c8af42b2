#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/config/settings.hpp"
#include "venues/chain/contract_book.hpp"

namespace basis::sim {

/// A pool of Uniswap.
struct LocalPool {
  chain::Token base;
  chain::Token quote;
  chain::Address address;
  std::uint32_t fee = 0;  ///< hundredths of a basis point
};

/// What a local chain's file says (tools/chain/start), as far as simulated exchanges need it.
struct LocalChain {
  chain::ContractBook book{0, {}};  ///< tokens and contracts
  chain::Address exchange;          ///< pays withdrawals
  chain::Address deployer;          ///< owns the contracts that can be set
  chain::Address weth_feed, usdt_feed;
  chain::Address swap_router, steth, liquidity_pool;
  LocalPool weth_usdt, wsteth_weth, weeth_weth;

  [[nodiscard]] std::uint64_t chain_id() const { return book.chain_id(); }
  /// Of the tokens that a chain's file has to name.
  [[nodiscard]] const chain::Token& token(std::string_view symbol) const;
};

/// Usage errors, one line with the file and the key: it is missing, is no such file, or lacks something.
Result<LocalChain> read_local_chain(const Settings& settings, const std::filesystem::path& file);

}  // namespace basis::sim
