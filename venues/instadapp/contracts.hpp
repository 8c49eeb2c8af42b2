#pragma once

#include <span>
#include <string_view>

#include "venues/chain/abi_function.hpp"

/// Instadapp's accounts (DSA): contracts of their owner's that run calls of published connectors, the spells, in one
/// transaction.
namespace basis::instadapp {

/// The contract `index` (Instadapp/dsa-contracts, contracts/registry/index.sol).
struct InstaIndex {
  chain::Function build{"build(address owner,uint256 accountVersion,address origin)", "(address)"};
  chain::Function is_clone{"isClone(uint256 accountVersion,address query)", "(bool)"};
};
const InstaIndex& index();

/// The contract `list` (contracts/registry/list.sol): accounts of a user, and users of an account, as linked lists.
struct InstaList {
  chain::Function user_link{"userLink(address user)", "(uint64 first,uint64 last,uint64 count)"};
  chain::Function user_list{"userList(address user,uint64 id)", "(uint64 prev,uint64 next)"};
  chain::Function account_address{"accountAddr(uint64 id)", "(address)"};
  chain::Function account_link{"accountLink(uint64 id)", "(address first,address last,uint64 count)"};
};
const InstaList& list();

/// An account (contracts/v2/accounts/module1/Implementation_m1.sol).
struct Account {
  chain::Function cast{"cast(string[] targetNames,bytes[] datas,address origin)", "(bytes32)"};
};
const Account& account();

/// A function of a connector, which an account runs in its own place.
struct SpellKind {
  std::string_view connector;  ///< its name in Instadapp's registry
  chain::Function function;
};

/// All that are known, by connector.
std::span<const SpellKind> spell_kinds();
/// The function `name` of a connector; another is a broken invariant.
const SpellKind& spell_kind(std::string_view connector, std::string_view name);

/// Ether, as connectors name it (Instadapp/dsa-connectors, contracts/mainnet/common/stores.sol, ethAddr).
const chain::Address& ether_address();

/// The version of accounts that cast connectors by their names.
inline constexpr unsigned kAccountVersion = 2;
/// The lender of `flashBorrowAndCast`: Morpho, without a fee (Instadapp/flashloan-aggregator, FlashAggregator, route
/// 11).
inline constexpr unsigned kMorphoRoute = 11;
/// Aave's variable rate (aave-v3-core, DataTypes.sol, InterestRateMode).
inline constexpr unsigned kVariableRate = 2;

}  // namespace basis::instadapp
