#include "venues/instadapp/contracts.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace basis::instadapp {
namespace {

/// Instadapp/dsa-connectors, contracts/mainnet/connectors: basic, weth, aave/v3, lido_stETH, wsteth, uniswap/v3_swap
/// and instapool_v4; EETH-A and WEETH-A from the ABIs in dsa-connect 0.7.52, src/abi/connectors/v2.
std::span<const SpellKind> all_kinds() {
  static const SpellKind kKinds[] = {
      {"BASIC-A", chain::Function("deposit(address erc20,uint256 tokenAmt,uint256 getId,uint256 setId)")},
      {"BASIC-A", chain::Function("withdraw(address erc20,uint256 tokenAmt,address to,uint256 getId,uint256 setId)")},
      {"WETH-A", chain::Function("deposit(uint256 amt,uint256 getId,uint256 setId)")},
      {"WETH-A", chain::Function("withdraw(uint256 amt,uint256 getId,uint256 setId)")},
      {"AAVE-V3-A", chain::Function("deposit(address token,uint256 amt,uint256 getId,uint256 setId)")},
      {"AAVE-V3-A", chain::Function("withdraw(address token,uint256 amt,uint256 getId,uint256 setId)")},
      {"AAVE-V3-A", chain::Function("borrow(address token,uint256 amt,uint256 rateMode,uint256 getId,uint256 setId)")},
      {"AAVE-V3-A", chain::Function("payback(address token,uint256 amt,uint256 rateMode,uint256 getId,uint256 setId)")},
      {"AAVE-V3-A", chain::Function("setUserEMode(uint8 categoryId)")},
      {"LIDO-STETH-A", chain::Function("deposit(uint256 amt,uint256 getId,uint256 setId)")},
      {"WSTETH-A", chain::Function("deposit(uint256 stethAmt,uint256 getId,uint256 setId)")},
      {"WSTETH-A", chain::Function("withdraw(uint256 wstethAmt,uint256 getId,uint256 setId)")},
      {"EETH-A", chain::Function("deposit(uint256 amount,uint256 getId,uint256 setId)")},
      {"WEETH-A", chain::Function("deposit(uint256 eETHAmount,uint256 getId,uint256 setId)")},
      {"WEETH-A", chain::Function("withdraw(uint256 weETHAmount,uint256 getId,uint256 setId)")},
      {"UNISWAP-V3-SWAP-A", chain::Function("buy(address buyAddr,address sellAddr,uint24 fee,uint256 unitAmt,"
                                            "uint256 buyAmt,uint256 getId,uint256 setId)")},
      {"UNISWAP-V3-SWAP-A", chain::Function("sell(address buyAddr,address sellAddr,uint24 fee,uint256 unitAmt,"
                                            "uint256 sellAmt,uint256 getId,uint256 setId)")},
      {"INSTAPOOL-C", chain::Function("flashBorrowAndCast(address token,uint256 amt,uint256 route,bytes data,"
                                      "bytes extraData)")},
      {"INSTAPOOL-C", chain::Function("flashPayback(address token,uint256 amt,uint256 getId,uint256 setId)")},
  };
  return kKinds;
}

}  // namespace

const InstaIndex& index() {
  static const InstaIndex kFunctions;
  return kFunctions;
}

const InstaList& list() {
  static const InstaList kFunctions;
  return kFunctions;
}

const Account& account() {
  static const Account kFunctions;
  return kFunctions;
}

std::span<const SpellKind> spell_kinds() { return all_kinds(); }

const SpellKind& spell_kind(std::string_view connector, std::string_view name) {
  const auto all = spell_kinds();
  const auto found = std::find_if(all.begin(), all.end(), [&](const SpellKind& kind) {
    return kind.connector == connector && kind.function.name() == name;
  });
  if (found == all.end()) broken_invariant(fmt::format("{}.{} is a spell", connector, name));
  return *found;
}

const chain::Address& ether_address() {
  static const chain::Address kEther = chain::address_of("0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE");
  return kEther;
}

}  // namespace basis::instadapp
