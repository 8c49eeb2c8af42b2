#pragma once

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

#include "bench/readings.hpp"

namespace basis::bench {

/// Costs of one run of a command.
struct CommandCost {
  double seconds = 0;      ///< wall time, from fork to exit
  double peak_rss_mb = 0;  ///< largest resident set, in 1e6 bytes
};

/// Runs a command to its end and discards its output. Throws when it cannot be started or fails.
/// Linux counts the resident set of the forking process towards the child's peak, so run commands
/// before this process allocates much.
inline CommandCost run_command(const std::vector<std::string>& words) {
  std::vector<char*> arguments;
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const Timer timer;
  const pid_t child = fork();
  if (child < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (child == 0) {
    const int nowhere = open("/dev/null", O_WRONLY);
    if (nowhere >= 0 && dup2(nowhere, STDOUT_FILENO) >= 0) execv(arguments[0], arguments.data());
    _exit(127);
  }
  int status = 0;
  rusage usage{};
  while (wait4(child, &status, 0, &usage) < 0)
    if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "wait4");
  const double seconds = timer.seconds();
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    throw std::runtime_error(words.front() + " " + words.at(1) + " failed");
  return {seconds, static_cast<double>(usage.ru_maxrss) * 1024 / 1e6};
}

}  // namespace basis::bench
