// Costs of a node's journal: commits, questions to a million entries, and the way into PostgreSQL.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <filesystem>

#include "actors/journal/journal.hpp"
#include "actors/journal/journal_shipper.hpp"
#include "bench/percentile.hpp"
#include "bench/readings.hpp"
#include "bench/result_rows.hpp"
#include "tools/journal_database/postgresql_journal_reader.hpp"
#include "tools/journal_database/postgresql_journal_store.hpp"

namespace basis::bench {
namespace {

constexpr double kQueryTarget = 100;    // ms
constexpr double kRateTarget = 10'000;  // entries a second: ten nodes of a thousand each
constexpr std::uint32_t kSource = 6;
constexpr int kNodes = 10;

template <class Made>
Made made(Result<Made> result) {
  if (!result) throw std::runtime_error(result.error().text());
  return std::move(result).value();
}
void done(const Result<void>& result) {
  if (!result) throw std::runtime_error(result.error().text());
}

/// A folder that goes with it.
struct Scratch {
  std::filesystem::path path = [] {
    std::string name = (std::filesystem::temp_directory_path() / "basis-bench-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder for scratch files");
    return std::filesystem::path(name);
  }();
  ~Scratch() {
    std::error_code code;
    std::filesystem::remove_all(path, code);
  }
};

UtcTime at(std::uint32_t second) { return UtcTime::from_nanos(std::int64_t{second} * kSecond.count); }

/// A journal whose entries are a second apart; one in ten is an alert.
class Kept {
 public:
  Kept(const std::filesystem::path& file, const std::string& node) : journal_(made(Journal::create(file))) {
    add(journal::BootBegan{"btc_basis", "USDT", node, 0, "conf", "univ", {{"wallet"}, {"a"}, {"m"}}});
  }
  void add(journal::Body body) {
    ++number_;
    journal_->record({{kSource, number_}, {}, at(number_), std::move(body)});
  }
  void add_one() {
    if (number_ % 10 == 0)
      add(journal::PersonAlerted{"binance", "waiting", "the venue takes no requests"});
    else
      add(journal::OrderHeard{});
  }
  void fill(std::uint32_t entries) {
    while (number_ < entries) {
      add_one();
      if (number_ % 1'000 == 0) commit();
    }
    commit();
  }
  void commit() { done(journal_->commit()); }
  [[nodiscard]] std::int64_t committed() const { return journal_->committed(); }

 private:
  std::unique_ptr<Journal> journal_;
  std::uint32_t number_ = 0;
};

struct Question {
  const char* what;
  JournalQuery query;
};

std::vector<Question> questions(std::uint32_t entries) {
  const std::uint32_t half = entries / 2;
  return {{"alerts of a hundredth of the time",
           {.kinds = {"person_alerted"}, .from = at(half), .to = at(half + entries / 100)}},
          {"a kind of the last thousandth", {.kinds = {"order_heard"}, .from = at(entries - entries / 1'000)}},
          {"everything of a thousandth", {.from = at(half), .to = at(half + entries / 1'000)}},
          {"the last 1,000 of a kind", {.kinds = {"order_heard"}, .last = 1'000}},
          {"the last 1,000 of two kinds before a time",
           {.kinds = {"order_heard", "person_alerted"}, .to = at(half), .last = 1'000}}};
}

/// Milliseconds an opening of the journal, and a question to one that was just opened.
template <class Open>
double ask_all(const std::string& place, std::uint32_t entries, int rounds, Open open, ResultRows& rows) {
  double slowest = 0;
  std::vector<double> openings;
  for (const Question& question : questions(entries)) {
    std::vector<double> millis;
    std::size_t found = 0;
    for (int round = 0; round < rounds; ++round) {
      found = 0;
      const Timer opening;
      const auto reader = open();
      openings.push_back(opening.seconds() * 1e3);
      const Timer timer;
      done(reader->find(question.query, [&found](const StoredEntry&) -> Result<void> {
        ++found;
        return ok();
      }));
      millis.push_back(timer.seconds() * 1e3);
    }
    require(found > 0, "a question finds nothing");
    const double p50 = percentile(millis, 0.5), p99 = percentile(millis, 0.99);
    const double most = *std::max_element(millis.begin(), millis.end());
    fmt::print("| {}: {} ({} entries) | {:.1f} | {:.1f} | {:.1f} |\n", place, question.what, found, p50, p99, most);
    slowest = std::max(slowest, p50);
    rows.add(fmt::format("{}: {}", place, question.what), "ms", millis);
  }
  const double most = *std::max_element(openings.begin(), openings.end());
  fmt::print("| {}: opened | {:.1f} | {:.1f} | {:.1f} |\n", place, percentile(openings, 0.5),
             percentile(openings, 0.99), most);
  rows.add(fmt::format("{}: opened", place), "ms", openings);
  return slowest;
}

std::unique_ptr<JournalShipper> ship(const std::string& url, const std::filesystem::path& file,
                                     const std::string& node) {
  return std::make_unique<JournalShipper>(std::make_unique<PostgresqlJournalStore>(made(DatabaseUrl::parse(url)), node),
                                          made(JournalSource::open(file, {})), std::nullopt);
}

/// Microseconds a commit of one entry, as a node makes them.
std::vector<double> commits(Kept& kept, int count) {
  std::vector<double> micros;
  for (int i = 0; i < count; ++i) {
    kept.add_one();
    const Timer timer;
    kept.commit();
    micros.push_back(timer.seconds() * 1e6);
  }
  return micros;
}

void print_commits(const char* what, std::vector<double> micros) {
  const double most = *std::max_element(micros.begin(), micros.end());
  fmt::print("| {} | {:.0f} | {:.0f} | {:.0f} |\n", what, percentile(micros, 0.5), percentile(micros, 0.99), most);
}

/// Entries a second of several nodes that ship at the same time what they have.
double shipped_at_once(const Scratch& scratch, const std::string& url, std::uint32_t entries) {
  std::vector<std::filesystem::path> files;
  for (int node = 0; node < kNodes; ++node) {
    files.push_back(scratch.path / fmt::format("node{}.db", node));
    Kept(files.back(), fmt::format("many{}", node)).fill(entries);
  }
  const Timer timer;
  std::vector<std::unique_ptr<JournalShipper>> shippers;
  for (int node = 0; node < kNodes; ++node)
    shippers.push_back(ship(url, files[static_cast<std::size_t>(node)], fmt::format("many{}", node)));
  for (const auto& shipper : shippers) require(shipper->finish(kSecond * 600), "a journal was not shipped");
  return kNodes * static_cast<double>(entries) / timer.seconds();
}

struct Extent {
  std::uint32_t entries = 1'000'000;
  int rounds = 100;
  int commits = 5'000;
  std::uint32_t at_once = 50'000;
};

void run(const std::string& url, const Extent& extent, ResultRows& rows) {
  const Scratch scratch;
  const auto file = scratch.path / "journal.db";
  Kept kept(file, "bench1");
  kept.fill(extent.entries);
  fmt::print("## Journal\n\n{} entries.\n\n| ms a question | p50 | p99 | max |\n|---|---:|---:|---:|\n",
             extent.entries);
  double slowest = ask_all(
      "file", extent.entries, extent.rounds, [&] { return made(JournalReader::open(file)); }, rows);
  const bool database = url != "none";
  double alone = 0, together = 0;
  if (database) {
    const Timer timer;
    require(ship(url, file, "bench1")->finish(kSecond * 3'600), "the journal was not shipped");
    alone = static_cast<double>(extent.entries) / timer.seconds();
    const DatabaseUrl address = made(DatabaseUrl::parse(url));
    slowest = std::max(slowest, ask_all(
                                    "PostgreSQL", extent.entries, extent.rounds,
                                    [&] { return made(PostgresqlJournalReader::open(address, "bench1")); }, rows));
  } else {
    fmt::print("\nSKIPPED: PostgreSQL is not installed\n");
  }
  fmt::print("\n| us a commit of one entry | p50 | p99 | max |\n|---|---:|---:|---:|\n");
  std::vector<double> bare = commits(kept, extent.commits);
  rows.add("commit", "us", bare);
  print_commits("alone", std::move(bare));
  if (database) {
    const auto shipper = ship(url, file, "bench1");
    std::vector<double> beside = commits(kept, extent.commits);
    rows.add("commit beside its shipping", "us", beside, "commit");
    print_commits("beside its shipping", std::move(beside));
    require(shipper->finish(kSecond * 600), "the last commits were not shipped");
    together = shipped_at_once(scratch, url, extent.at_once);
    fmt::print(
        "\n| entries a second into PostgreSQL | |\n|---|---:|\n| one node | {:.0f} |\n| {} nodes at once | {:.0f} |\n",
        alone, kNodes, together);
    rows.add("shipped: one node", "1/s", {alone});
    rows.add("shipped: ten nodes at once", "1/s", {together});
  }
  fmt::print("\n### Target\n\n- every question within {:.0f} ms at p50: {:.1f} ms, {}\n", kQueryTarget, slowest,
             slowest <= kQueryTarget ? "reached" : "NOT reached");
  if (database)
    fmt::print("- ten nodes of 1,000 entries a second each: {:.0f} a second, {}\n", together,
               together >= kRateTarget ? "reached" : "NOT reached");
}

/// Itself again, with a database of its own.
[[noreturn]] void start_with_database(int argc, char** argv) {
  const std::string script = std::string(BASIS_SOURCE_DIR) + "/bench/with_postgresql";
  const std::string self = std::filesystem::read_symlink("/proc/self/exe").string();
  std::vector<char*> words = {const_cast<char*>(script.c_str()), const_cast<char*>(self.c_str())};
  words.insert(words.end(), argv + 1, argv + argc);
  words.push_back(nullptr);
  ::execv(words[0], words.data());
  throw std::runtime_error(script + " cannot be run");
}

}  // namespace
}  // namespace basis::bench

int main(int argc, char** argv) {
  CLI::App app("Measures a node's journal and prints a section of bench/RESULTS.md", "bench_journal");
  std::string history;
  std::string json;
  std::string database;
  bool quick = false;
  app.add_option("--history", history, "Taken as every benchmark takes it, and not needed");
  app.add_option("--json", json, "Writes the figures to this file");
  app.add_option("--database", database, "A PostgreSQL, or none; default: one of its own, where it is installed");
  app.add_flag("--quick", quick, "A tenth of the entries");
  CLI11_PARSE(app, argc, argv);
  try {
    if (database.empty()) basis::bench::start_with_database(argc, argv);
    basis::bench::ResultRows rows("journal");
    basis::bench::Extent extent;
    if (quick) extent = {100'000, 20, 500, 5'000};
    basis::bench::run(database, extent, rows);
    rows.write(json);
    return EXIT_SUCCESS;
  } catch (const std::exception& problem) {
    fmt::print(stderr, "bench_journal: {}\n", problem.what());
  }
  return EXIT_FAILURE;
}
