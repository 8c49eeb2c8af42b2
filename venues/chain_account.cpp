#include "venues/chain_account.hpp"

#include <fmt/format.h>

#include <memory>

#include "venues/chain_reverts.hpp"
#include "venues/instadapp/reader.hpp"

namespace basis {
namespace {

constexpr int kMostAccounts = 100;

/// Walks along the list: an account, then its version, then the next one.
class AccountSearch : public std::enable_shared_from_this<AccountSearch> {
 public:
  using Found = std::optional<chain::Address>;

  AccountSearch(chain::Rpc& rpc, const chain::ContractBook& book, const chain::Address& multicall,
                const chain::Address& wallet, std::function<void(const Result<Found>&)> done)
      : rpc_(rpc), book_(book), multicall_(multicall), wallet_(wallet), done_(std::move(done)) {}

  void ask(std::vector<chain::ContractRead> reads, void (AccountSearch::*take)(const chain::ReadAnswers& answers)) {
    chain::read_contracts(rpc_, multicall_, std::move(reads), {}, contract_reverts(),
                          [self = shared_from_this(), take](const Result<chain::ReadAnswers>& answers) {
                            if (!answers) return self->done_(answers.error());
                            (*self.*take)(answers.value());
                          });
  }

  void take_first(const chain::ReadAnswers& answers) { look_at(instadapp::read_accounts(answers.answers[0]).first); }

 private:
  void look_at(std::uint64_t number) {
    if (number == 0) return done_(Found());
    if (++seen_ > kMostAccounts)
      return done_(Error(ErrorKind::data, fmt::format("{}: its first {} Instadapp accounts have other users",
                                                      wallet_.to_string(), kMostAccounts)));
    ask(instadapp::account_reads(book_, wallet_, number).value(), &AccountSearch::take_account);
  }
  void take_account(const chain::ReadAnswers& answers) {
    listed_ = instadapp::read_account(answers.answers);
    if (listed_.users != 1) return look_at(listed_.next);
    ask({instadapp::version_read(book_, listed_.address).value()}, &AccountSearch::take_version);
  }
  void take_version(const chain::ReadAnswers& answers) {
    if (!answers.answers[0][0].boolean()) return look_at(listed_.next);
    done_(Found(listed_.address));
  }

  chain::Rpc& rpc_;
  chain::ContractBook book_;
  chain::Address multicall_, wallet_;
  std::function<void(const Result<Found>&)> done_;
  instadapp::ListedAccount listed_{};
  int seen_ = 0;
};

}  // namespace

bool has_accounts(const chain::ContractBook& book) {
  return book.contract("instadapp", "index").has_value() && book.contract("instadapp", "list").has_value();
}

Result<void> find_account(chain::Rpc& rpc, const chain::ContractBook& book, const chain::Address& wallet,
                          std::function<void(const Result<std::optional<chain::Address>>&)> done) {
  BASIS_TRY(const chain::Address multicall, book.contract("alchemy", "multicall3"));
  BASIS_TRY(book.contract("instadapp", "index"));
  BASIS_TRY(auto first, instadapp::accounts_read(book, wallet));
  std::make_shared<AccountSearch>(rpc, book, multicall, wallet, std::move(done))
      ->ask({std::move(first)}, &AccountSearch::take_first);
  return ok();
}

}  // namespace basis
