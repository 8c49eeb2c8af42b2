#pragma once

#include <span>
#include <vector>

#include "venues/chain/contract_book.hpp"
#include "venues/chain/multicall.hpp"

namespace basis::instadapp {

/// Which accounts a wallet is a user of. A stranger may make it a user of an account of theirs.
struct UserAccounts {
  std::uint64_t first = 0;  ///< its number in the list; zero: none
  std::uint64_t count = 0;
};

/// An account in the list of a wallet.
struct ListedAccount {
  chain::Address address;
  std::uint64_t next = 0;   ///< the number of the one behind it; zero: none
  std::uint64_t users = 0;  ///< who may cast
};

/// The reads of them. Usage error: the chain has no Instadapp.
Result<chain::ContractRead> accounts_read(const chain::ContractBook& book, const chain::Address& wallet);
UserAccounts read_accounts(const chain::ReadAnswer& answer);
Result<std::vector<chain::ContractRead>> account_reads(const chain::ContractBook& book, const chain::Address& wallet,
                                                       std::uint64_t number);
ListedAccount read_account(std::span<const chain::ReadAnswer> answers);
/// Whether it is an account of the version that casts connectors by their names.
Result<chain::ContractRead> version_read(const chain::ContractBook& book, const chain::Address& account);

}  // namespace basis::instadapp
