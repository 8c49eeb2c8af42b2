#include "tools/sweep/sweep_runner.hpp"

#include <doctest/doctest.h>

#include "core/history/csv_file.hpp"
#include "tests/support/source_dir.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tools/sample/sample_dataset.hpp"
#include "tools/sweep/sweep_output.hpp"
#include "tools/sweep/sweep_plan.hpp"

using namespace basis;
using basis::test::TemporaryFolder;

namespace {

/// Four days of sample data and a grid over it.
class Bench {
 public:
  explicit Bench(const std::string& grid_text, const std::string& mode = "btc_basis")
      : from_(UtcTime::parse("2024-06-01").value()), to_(UtcTime::parse("2024-06-05").value()) {
    REQUIRE(write_sample_dataset(folder_.path() / "data", 1, from_, to_).has_value());
    grid_ = parse_grid(grid_text, "grid.yaml").value();
    auto plan = plan_sweep({test::shipped_configs().string(), mode, {}}, grid_, Environment{});
    REQUIRE_MESSAGE(plan.has_value(), (plan ? std::string() : plan.error().text()));
    const std::vector<Amount> capitals(plan.value().size(), Amount::from_int(100'000));
    auto series = FolderSource::open(folder_.path() / "data").value();
    auto jobs = make_sweep_jobs(std::move(plan).value(), capitals, {&series, from_, to_, "test"});
    REQUIRE_MESSAGE(jobs.has_value(), (jobs ? std::string() : jobs.error().text()));
    jobs_ = std::move(jobs).value();
  }

  SweepOutcome run(const std::string& name, std::size_t threads) { return run(name, threads, never_, nullptr); }
  SweepOutcome run(const std::string& name, std::size_t threads, std::atomic<bool>& stop,
                   const std::function<void(std::size_t)>& progress) {
    auto journal = SweepJournal::open(folder_.path() / name);
    REQUIRE_MESSAGE(journal.has_value(), (journal ? std::string() : journal.error().text()));
    const SweepControl control{threads, stop, progress ? progress : [](std::size_t) {}};
    auto outcome = run_sweep(jobs_, journal.value(), control);
    REQUIRE_MESSAGE(outcome.has_value(), (outcome ? std::string() : outcome.error().text()));
    return std::move(outcome).value();
  }
  [[nodiscard]] std::string table(const SweepOutcome& outcome) const { return sweep_csv(grid_, outcome.rows); }
  [[nodiscard]] const std::vector<SweepJob>& jobs() const { return jobs_; }

 private:
  TemporaryFolder folder_;
  UtcTime from_;
  UtcTime to_;
  Grid grid_;
  std::vector<SweepJob> jobs_;
  std::atomic<bool> never_ = false;
};

constexpr const char* kGrid = "reserve_ratio: [0, 0.05, 0.1]\nrebalance.enabled: [true, false]\n";

}  // namespace

TEST_CASE("Any number of threads gives the same rows") {
  Bench bench(kGrid);
  const std::string one = bench.table(bench.run("one", 1));
  for (const std::size_t threads : {2U, 3U, 8U}) {
    INFO(threads << " threads");
    const SweepOutcome outcome = bench.run("many" + std::to_string(threads), threads);
    CHECK(bench.table(outcome) == one);
    CHECK(outcome.made == 6);
    CHECK(outcome.broken.empty());
  }
  CHECK(one.find(",ok,") != one.npos);
  CHECK(one.find("error") == one.npos);
}

TEST_CASE("A sweep that was stopped goes on where it stood, and ends as if it had not been") {
  Bench bench(kGrid);
  const std::string whole = bench.table(bench.run("whole", 2));
  for (std::size_t after = 1; after < 6; ++after) {
    INFO("stopped after " << after << " runs");
    const std::string name = "stopped" + std::to_string(after);
    std::atomic<bool> stop = false;
    const SweepOutcome first = bench.run(name, 2, stop, [&](std::size_t done) { stop = done >= after; });
    CHECK(first.made >= after);
    CHECK(first.made <= after + 1);  // the other thread may be about to store its run
    const SweepOutcome second = bench.run(name, 2);
    CHECK(second.taken == first.made);
    CHECK(second.made == 6 - first.made);
    CHECK(bench.table(second) == whole);
  }
}

TEST_CASE("Runs that need the same series share one history; others have their own") {
  const Bench same(kGrid);
  for (const SweepJob& job : same.jobs()) CHECK(job.history == same.jobs().front().history);
  const Bench apart("execution.costs: [none, model]\nreserve_ratio: [0.1, 0.2]\n");
  REQUIRE(apart.jobs().size() == 4);
  CHECK(apart.jobs()[0].history == apart.jobs()[1].history);
  CHECK(apart.jobs()[2].history == apart.jobs()[3].history);
  CHECK(apart.jobs()[0].history != apart.jobs()[2].history);
  CHECK(apart.jobs()[0].history->fingerprint != apart.jobs()[2].history->fingerprint);
}

TEST_CASE("Every fault of the data is told before any run") {
  const TemporaryFolder folder;
  const Grid grid = parse_grid(kGrid, "grid.yaml").value();
  auto plan = plan_sweep({test::shipped_configs().string(), "btc_basis", {}}, grid, Environment{});
  REQUIRE(plan.has_value());
  const std::vector<Amount> capitals(plan.value().size(), Amount::from_int(1));
  auto series = FolderSource::open(folder.path()).value();
  const auto jobs =
      make_sweep_jobs(std::move(plan).value(), capitals,
                      {&series, UtcTime::parse("2024-06-01").value(), UtcTime::parse("2024-06-05").value(), "test"});
  REQUIRE(!jobs);
  CHECK(jobs.error().kind == ErrorKind::data);
  CHECK(jobs.error().lines.size() == 1);
}
