#include "venues/instadapp/reader.hpp"

#include "venues/instadapp/contracts.hpp"

namespace basis::instadapp {

using chain::contract_read;

Result<chain::ContractRead> accounts_read(const chain::ContractBook& book, const chain::Address& wallet) {
  BASIS_TRY(const chain::Address to, book.contract("instadapp", "list"));
  return contract_read(to, list().user_link, wallet);
}

UserAccounts read_accounts(const chain::ReadAnswer& answer) { return {answer[0].uint64(), answer[2].uint64()}; }

Result<std::vector<chain::ContractRead>> account_reads(const chain::ContractBook& book, const chain::Address& wallet,
                                                       std::uint64_t number) {
  BASIS_TRY(const chain::Address to, book.contract("instadapp", "list"));
  return std::vector<chain::ContractRead>{contract_read(to, list().account_address, number),
                                          contract_read(to, list().user_list, wallet, number),
                                          contract_read(to, list().account_link, number)};
}

ListedAccount read_account(std::span<const chain::ReadAnswer> answers) {
  require(answers.size() == 3, "there is an answer to each read of an account");
  return {answers[0][0].address(), answers[1][1].uint64(), answers[2][2].uint64()};
}

Result<chain::ContractRead> version_read(const chain::ContractBook& book, const chain::Address& account) {
  BASIS_TRY(const chain::Address to, book.contract("instadapp", "index"));
  return contract_read(to, index().is_clone, kAccountVersion, account);
}

}  // namespace basis::instadapp
