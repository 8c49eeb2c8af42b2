#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "venues/chain_group.hpp"

namespace basis {

/// A group of actions as a person writes it.
struct GroupFile {
  std::vector<GroupStep> steps;
  std::vector<std::optional<std::uint32_t>> slippage_bps;  ///< of each step: how far a swap may fall behind its quote
};

/// Reads a YAML list of actions:
///   - {action: flash_loan, token: WETH, amount: 900}
///   - {action: unwrap, amount: 900}
///   - {action: stake, venue: etherfi, amount: 1000}
///   - {action: supply, token: weETH, amount: all}
///   - {action: set_emode, category: 1}
///   - {action: borrow, token: WETH, amount: 900}
///   - {action: flash_repay, token: WETH}
/// and `swap` (token, into, amount, fee_bps, and minimum_out or slippage_bps), `repay`, `withdraw`, `wrap`. Errors
/// (usage) name file, line, key, value and what is allowed.
Result<GroupFile> read_group_file(const std::filesystem::path& file);
Result<GroupFile> parse_group(const std::string& yaml, const std::string& name);

}  // namespace basis
