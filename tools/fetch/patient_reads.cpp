#include "tools/fetch/patient_reads.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace basis {
namespace {

constexpr Nanos kAnswerLimit = kSecond * 30;

/// What nodes say of a state that they do not keep: go-ethereum, core/state and trie; Erigon, turbo/rpchelper;
/// Nethermind, "No state available for block"; Reth, "state at block #N is pruned"; Infura, "project ID does not have
/// access to archive state"; others, "... archive node ...".
constexpr std::array<std::string_view, 8> kPrunedWords = {"missing trie node",
                                                          "historical state",
                                                          "state not available",
                                                          "state is not available",
                                                          "no state available",
                                                          "pruned",
                                                          "archive",
                                                          "state already discarded"};

chain::RpcSettings settings_of(net::Endpoint node) {
  chain::RpcSettings settings;
  settings.endpoint = std::move(node);
  settings.limit = kAnswerLimit;
  settings.attempts = 1;
  settings.connections = 1;
  return settings;
}

chain::RpcAnswer without_null(const chain::RpcAnswer& answer) {
  const auto* const result = answer.result();
  if (result == nullptr || !result->is_null()) return answer;
  return {chain::RpcFault{chain::RpcFaultKind::later, 0, "the node answers null: it has not seen the block"}};
}

bool may_pass(const chain::RpcFault& fault) {
  if (tells_pruned(fault)) return false;
  return fault.kind == chain::RpcFaultKind::later || fault.kind == chain::RpcFaultKind::unknown;
}

}  // namespace

bool tells_pruned(const chain::RpcFault& fault) {
  std::string words = fault.text;
  std::ranges::transform(words, words.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return std::ranges::any_of(kPrunedWords,
                             [&words](std::string_view part) { return words.find(part) != std::string::npos; });
}

PatientReads::PatientReads(net::Network& network, net::Endpoint node, ReadLimits limits)
    : network_(network),
      limits_(limits),
      rpc_(network, settings_of(std::move(node))),
      backoff_(kSecond, kSecond * 30, 0) {}

void PatientReads::ask(std::vector<chain::RpcCall> calls, Done done) {
  require(!done_, "one list of reads at a time");
  require(!calls.empty(), "reads without a call");
  calls_ = std::move(calls);
  answers_.assign(calls_.size(), std::nullopt);
  done_ = std::move(done);
  tries_ = 0;
  send();
}

void PatientReads::send() {
  const MonoTime now = network_.now_mono();
  if (now < free_at_) {
    timer_ = network_.after(free_at_ - now, [this] { send(); });
    return;
  }
  std::vector<std::size_t> places;
  std::vector<chain::RpcCall> batch;
  for (std::size_t i = 0; i < calls_.size() && batch.size() < limits_.batch; ++i) {
    if (answers_[i]) continue;
    places.push_back(i);
    batch.push_back(calls_[i]);
  }
  free_at_ = now + Nanos{kSecond.count * static_cast<std::int64_t>(batch.size()) /
                         static_cast<std::int64_t>(limits_.per_second)};
  rpc_.batch(std::move(batch),
             [this, places](const std::vector<chain::RpcAnswer>& answers) { heard(places, answers); });
}

void PatientReads::heard(const std::vector<std::size_t>& places, const std::vector<chain::RpcAnswer>& answers) {
  bool brought = false;
  Nanos wait{};
  std::vector<std::size_t> again;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const chain::RpcAnswer answer = without_null(answers[i]);
    if (answer.result() == nullptr && may_pass(answer.fault())) {
      again.push_back(i);
      wait = std::max(wait, answer.fault().wait_for.value_or(Nanos{}));
      continue;
    }
    answers_[places[i]] = answer;
    brought = true;
  }
  if (brought) {
    tries_ = 0;
    backoff_.reset();
  }
  if (!again.empty() && ++tries_ == kMostTries) {
    for (const std::size_t i : again) answers_[places[i]] = without_null(answers[i]);
    again.clear();
    tries_ = 0;
  }
  if (!again.empty()) free_at_ = std::max(free_at_, network_.now_mono() + std::max(wait, backoff_.next()));
  if (std::ranges::all_of(answers_, [](const auto& answer) { return answer.has_value(); })) return finish();
  send();
}

void PatientReads::finish() {
  std::vector<chain::RpcAnswer> all;
  all.reserve(answers_.size());
  for (auto& answer : answers_) all.push_back(std::move(*answer));
  // What is done may ask again.
  const Done done = std::move(done_);
  done_ = nullptr;
  done(all);
}

}  // namespace basis
