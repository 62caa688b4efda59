// SPDX-License-Identifier: Apache-2.0
// How long `pulse-gui --cli fetch` takes as a whole process, beside a bare QtCore program that prints a line. The two
// run alternately, so that whatever else the machine does strikes both; the medians are compared.
#include <QDir>
#include <QString>
#include <QTemporaryDir>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

using namespace Qt::StringLiterals;

namespace {

using Clock = std::chrono::steady_clock;

// Milliseconds from the start of the process to its end; negative when it failed.
double runOnce(const std::vector<std::string> &command, const char *input = "/dev/null")
{
    std::vector<char *> arguments;
    for (const std::string &word : command)
        arguments.push_back(const_cast<char *>(word.c_str()));
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, input, O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    pid_t child = 0;
    const auto start = Clock::now();
    const int spawned = posix_spawn(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    int status = 1;
    if (spawned != 0 || waitpid(child, &status, 0) != child || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
        return -1;
    return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

double quantile(std::vector<double> values, double share)
{
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

struct Row
{
    const char *title;
    std::vector<std::string> command;
    std::vector<double> times{};
};

void print(const Row &row, double reference)
{
    std::printf("%-28s %8.2f ms %8.2f ms %8.2f ms %8.2fx\n", row.title, quantile(row.times, 0.1),
                quantile(row.times, 0.5), quantile(row.times, 0.9), quantile(row.times, 0.5) / reference);
}

} // namespace

int main(int argc, char **argv)
{
    const int rounds = argc > 1 ? std::max(1, std::atoi(argv[1])) : 300;
    const QTemporaryDir folder;
    const std::string library = (folder.path() + "/library"_L1).toStdString();
    const std::string program = PULSE_PROGRAM;
    const std::string content = (folder.path() + "/content"_L1).toStdString();
    if (std::FILE *file = std::fopen(content.c_str(), "w")) {
        for (int line = 0; line < 40; ++line)
            std::fputs("You answer customers of {{shop}} who ask for their money back.\n", file);
        std::fclose(file);
    }
    const std::vector<std::string> cli{program, "--cli", "--quiet", "--library", library};
    const auto with = [&](std::vector<std::string> words) {
        words.insert(words.begin(), cli.begin(), cli.end());
        return words;
    };
    if (runOnce(with({"init"})) < 0 || runOnce(with({"store", "support/refund-reply", content})) < 0) {
        std::fputs("bench-cli: cannot prepare the library\n", stderr);
        return 1;
    }
    std::vector<Row> rows{{"bare QtCore program", {PULSE_BARE_PROGRAM, "hello"}},
                          {"fetch NAME", with({"fetch", "support/refund-reply"})},
                          {"fetch NAME@VERSION", with({"fetch", "support/refund-reply@1.0.0"})},
                          {"list", with({"list"})}};
    for (int round = 0; round < rounds + 10; ++round) {
        for (Row &row : rows) {
            const double time = runOnce(row.command);
            if (time < 0) {
                std::fprintf(stderr, "bench-cli: %s failed\n", row.title);
                return 1;
            }
            if (round >= 10)
                row.times.push_back(time);
        }
    }
    std::printf("whole processes, %d interleaved runs each\n\n%-28s %11s %11s %11s %9s\n", rounds, "", "10 %", "median",
                "90 %", "ratio");
    for (const Row &row : rows)
        print(row, quantile(rows.front().times, 0.5));
    const double ratio = quantile(rows[1].times, 0.5) / quantile(rows[0].times, 0.5);
    std::printf("\nfetch is %.2f times a bare QtCore program; the aim is at most 1.30\n", ratio);
    return 0;
}
