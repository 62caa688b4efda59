// SPDX-License-Identifier: Apache-2.0
#include "grammar.h"

#include "exit_code.h"
#include "handlers.h"

#include <array>

using namespace Qt::StringLiterals;

namespace pulse::cli {

namespace {

using enum ValueKind;

// ---- options that several commands share
constexpr OptionSpec dryRun{"dry-run", 'n', {}, Text, false, "Say what would happen, and change nothing."};
constexpr OptionSpec tagFilter{"tag", 't', "TAG", Tag, true, "Only prompts with this tag; of several, with each."};

constexpr std::array global{
    OptionSpec{"library", 'L', "PROFILE|URL|PATH", Library, false,
               "The library to work on. Without it: PULSE_LIBRARY, then that of the environment in force, then the "
               "setting library.default, then pulse/library in the XDG data folder."},
    OptionSpec{"environment", 'E', "NAME", Environment, false,
               "The environment in force. Without it: PULSE_ENVIRONMENT, then the setting environment."},
    OptionSpec{"credentials-fd", 0, "NUMBER", Text, false,
               "Read credentials from this file descriptor, in lines like Git's: username=…, password=…"},
    OptionSpec{"offline",
               0,
               {},
               Text,
               false,
               "Work on what is on this machine; what is changed waits for the next synchronisation."},
    OptionSpec{"json", 0, {}, Text, false, "Print one JSON document instead of text; errors too, on standard error."},
    OptionSpec{"quiet", 'q', {}, Text, false, "Print no confirmations, notes or progress; results and errors stay."},
    OptionSpec{"help", 'h', {}, Text, false, "Explain the command, or list all commands."},
};

// ---- init
constexpr std::array initArguments{
    ArgumentSpec{"URL|PATH", Library, false, false, "Where; without it, the library that --library would name."}};
constexpr std::array initOptions{OptionSpec{"sample", 0, {}, Text, false, "Fill it with the sample prompts."}};

// ---- store
constexpr std::array storeArguments{
    ArgumentSpec{"NAME", Prompt, true, false, "The prompt; its name is its path in the tree."},
    ArgumentSpec{"FILE", File, false, false, "The content, taken byte for byte; `-` or nothing is standard input."}};
constexpr std::array storeOptions{
    OptionSpec{"version", 'V', "VERSION", Version, false, "Publish as exactly this version."},
    OptionSpec{"bump", 'b', "major|minor|patch", Bump, false, "Raise the latest version by this step."},
    OptionSpec{"message", 'm', "MESSAGE", Text, false, "Why there is a new version."},
    OptionSpec{"tag", 't', "TAG", Tag, true, "A tag; with any --tag these replace those of the version before."},
    OptionSpec{"description", 'd', "TEXT", Text, false, "What the prompt is for; else that of the version before."},
    OptionSpec{"author", 0, "AUTHOR", Text, false, "Who made it; else the setting author."},
};

// ---- fetch, exists, versions, list
constexpr std::array fetchArguments{ArgumentSpec{
    "NAME[@SELECTOR]", Prompt, true, false,
    "The prompt and which version: exact (1.2.0), `latest`, a range (^1.2, ~1.2.3, 1.x, \">=1.2 <2\") or a "
    "label (production). Without a selector, the latest."}};
constexpr std::array fetchOptions{
    OptionSpec{"output", 'o', "FILE", File, false, "Write to this file, which appears whole or not at all."}};
constexpr std::array nameArgument{ArgumentSpec{"NAME", Prompt, true, false, "The prompt."}};
constexpr std::array listArguments{
    ArgumentSpec{"PREFIX", PromptOrFolder, false, false, "Only this folder, or this prompt and what lies below it."}};
constexpr std::array listOptions{
    tagFilter, OptionSpec{"label", 0, "LABEL", Label, false, "Only prompts with this label."},
    OptionSpec{"long", 'l', {}, Text, false, "A table with the latest version, dates, sizes, labels and tags."}};

// ---- meta, label
constexpr std::array metaOptions{
    OptionSpec{"set", 's', "KEY=VALUE", Text, true, "Change a field. What can be changed: description."},
    OptionSpec{"tag", 't', "+TAG|-TAG", Tag, true, "Add (+) or take away (-) a tag."}};
constexpr std::array labelArguments{
    ArgumentSpec{"NAME[@SELECTOR]", Prompt, true, false, "The prompt."},
    ArgumentSpec{"LABEL", Label, false, false, "The label; without it, the prompt's labels are listed."},
    ArgumentSpec{"VERSION", Version, false, false,
                 "Where it shall point, by any selector; without it, to the latest."}};
constexpr std::array labelOptions{
    OptionSpec{"remove", 0, {}, Text, false, "Take the label away."},
    OptionSpec{"override", 0, {}, Text, false, "Also move or remove a protected label (setting labels.protected)."}};

// ---- remove, trash, rename
constexpr std::array removeArguments{
    ArgumentSpec{"NAME[@SELECTOR]|FOLDER/", PromptOrFolder, true, true,
                 "A prompt, one of its versions, or everything in a folder (with the slash at its end)."}};
constexpr std::array removeOptions{
    OptionSpec{"purge", 0, {}, Text, false, "Destroy it at once instead of moving it to the trash."}, dryRun};
constexpr std::array restoreArguments{
    ArgumentSpec{"ID|NAME", Trash, true, false, "The entry by its id, or the newest entry of that name."}};
constexpr std::array restoreOptions{OptionSpec{"as", 0, "NAME", Prompt, false, "Bring it back under another name."}};
constexpr std::array purgeArguments{ArgumentSpec{"ID", Trash, true, true, "The entry, as `trash list` shows it."}};
constexpr std::array dryRunOnly{dryRun};
constexpr std::array emptyOptions{
    OptionSpec{"older-than", 0, "DAYS", Text, false, "Only what was removed so many days ago, or longer."},
    OptionSpec{"expired", 0, {}, Text, false, "Only what is older than the setting trash.keep-days allows."}, dryRun};
constexpr std::array renameArguments{
    ArgumentSpec{"OLD", PromptOrFolder, true, false, "The prompt, or a folder with a slash at its end."},
    ArgumentSpec{"NEW", PromptOrFolder, true, false, "Its new name; for a folder with a slash at its end too."}};

// ---- diff, search
constexpr std::array diffArguments{
    ArgumentSpec{"NAME[@A]", Prompt, true, false,
                 "The left side. Alone and without a selector: the version before the latest."},
    ArgumentSpec{"NAME[@B]", Prompt, false, false, "The right side; without it, the latest version."}};
constexpr std::array diffOptions{OptionSpec{"exit-code", 0, {}, Text, false, "Exit with 1 when the two differ."},
                                 OptionSpec{"context", 'U', "LINES", Text, false,
                                            "How many unchanged lines to show around a change; 3 unless given."}};
constexpr std::array searchArguments{
    ArgumentSpec{"QUERY", Text, true, false, "The text; upper and lower case are alike."}};
constexpr std::array searchOptions{
    OptionSpec{"limit", 0, "COUNT", Text, false, "At most so many matches; 1000 unless given."}};

// ---- import, export
constexpr std::array importArguments{ArgumentSpec{
    "PATH", File, true, true, "Files and folders. A folder of revisions becomes one prompt with a version each."}};
constexpr std::array importOptions{
    OptionSpec{"into", 0, "PREFIX", PromptOrFolder, false, "The folder in the library; else its root."},
    OptionSpec{"history", 0, "TSV", File, false,
               "A table of revisions: pattern, revision, date and, where known, sha256 and bytes."},
    OptionSpec{"tag", 't', "TAG", Tag, true, "A tag for everything imported."},
    OptionSpec{"message", 'm', "MESSAGE", Text, false, "The message of every imported version."},
    OptionSpec{"author", 0, "AUTHOR", Text, false, "Who made it; else the setting author."},
    dryRun};
constexpr std::array exportArguments{
    ArgumentSpec{"NAME[@SELECTOR]|PREFIX", PromptOrFolder, true, true, "Prompts and folders; / is the whole library."}};
constexpr std::array exportOptions{
    OptionSpec{"to", 0, "DIR", Folder, false, "The folder to write to; made when missing. Required."},
    OptionSpec{"format", 0, "md", Format, false,
               "How to write them. `md`, the default, is each content's exact bytes as a .md file."},
    OptionSpec{"all-versions", 0, {}, Text, false, "Every version as NAME/VERSION.md instead of one as NAME.md."},
    OptionSpec{"flat", 0, {}, Text, false, "No folders: LEAF-VERSION.md."},
    OptionSpec{"overwrite", 0, {}, Text, false, "Replace files that exist; else they are errors."},
    dryRun};

// ---- migrate
constexpr std::array migrateArguments{
    ArgumentSpec{"FROM", Library, true, false, "The library to copy; it is only read."},
    ArgumentSpec{"TO", Library, true, false, "The library to copy to; made when there is none."}};

constexpr std::array migrateOptions{
    OptionSpec{"mirror",
               0,
               {},
               Text,
               false,
               "Also move to the target's trash what the source does not have, so that both hold the same."},
    dryRun};

// ---- sync
constexpr std::array syncArguments{
    ArgumentSpec{"status|conflicts|resolve", Text, false, false,
                 "What to do instead of synchronising: show what is not yet sent, show conflicts, or choose a side."},
    ArgumentSpec{"ID", Text, false, false, "The conflict, as `sync conflicts` shows it."},
    ArgumentSpec{"here|home|both", Text, false, false, "The side that shall count."}};
constexpr std::array syncOptions{
    OptionSpec{"all", 0, {}, Text, false, "Compare everything, not only what is known to have changed."},
    OptionSpec{"accept-home",
               0,
               {},
               Text,
               false,
               "The home is right as it is, although it is another library than before, or prompts are missing there."},
    dryRun};

// ---- backup
constexpr OptionSpec backupFrom{
    "from", 0,     "DIR",
    Folder, false, "The folder that holds the backups; else the library's own in the setting backup.folder."};
constexpr std::array backupCreateOptions{
    OptionSpec{"to", 0, "DIR", Folder, false,
               "The folder for the backups, made when missing; else the library's own in the setting backup.folder."},
    OptionSpec{"note", 'm', "TEXT", Text, false, "Why it is taken."},
    OptionSpec{"reread", 0, {}, Text, false, "Read everything again, also what looks unchanged."},
    OptionSpec{"allow-other-library", 0, {}, Text, false, "Go on although the folder holds another library's backups."},
    OptionSpec{"allow-loss", 0, {}, Text, false, "Go on although the library lost more than half of its prompts."}};
constexpr std::array backupFromOnly{backupFrom};
constexpr std::array snapshotArgument{
    ArgumentSpec{"SNAPSHOT", Snapshot, true, false, "`latest`, or the beginning of an id that `backup list` shows."}};
constexpr std::array backupVerifyOptions{
    OptionSpec{"quick", 0, {}, Text, false, "Check what belongs together without reading every byte."}, backupFrom};
constexpr std::array backupRestoreArguments{
    snapshotArgument[0], ArgumentSpec{"NAME[@VERSION]|FOLDER/", PromptOrFolder, false, true,
                                      "What to restore: prompts, single versions, folders; without any, everything."}};
constexpr std::array backupRestoreOptions{
    OptionSpec{"into-place", 0, {}, Text, false, "Into the library itself."},
    OptionSpec{"aside", 0, "DIR", Folder, false, "Into a new library in this folder, which must be missing or empty."},
    backupFrom, dryRun};
constexpr std::array backupPruneOptions{
    OptionSpec{"keep-last", 0, "COUNT", Text, false, "Keep so many of the newest."},
    OptionSpec{"keep-hourly", 0, "COUNT", Text, false, "Keep the newest of each of so many hours."},
    OptionSpec{"keep-daily", 0, "COUNT", Text, false, "… days."},
    OptionSpec{"keep-weekly", 0, "COUNT", Text, false, "… weeks."},
    OptionSpec{"keep-monthly", 0, "COUNT", Text, false, "… months."},
    OptionSpec{"keep-yearly", 0, "COUNT", Text, false, "… years."},
    backupFrom,
    dryRun};

// ---- verify, config, completion
constexpr std::array verifyOptions{
    OptionSpec{"repair", 0, {}, Text, false, "Mend what can be mended without guessing."},
    OptionSpec{"from-backup",
               0,
               {},
               Text,
               false,
               "With --repair, also put copies from the library's backups in the place of damaged versions."},
    OptionSpec{"accept", 0, "NAME@VERSION|PATH", Prompt, true,
               "Seal metadata that was changed by hand, as it is; look at it first."},
    dryRun};

// ---- upgrade
constexpr std::array upgradeOptions{
    OptionSpec{"carry-damage", 0, {}, Text, false, "Copy what is damaged as it is, instead of refusing."},
    OptionSpec{"drop-old", 0, {}, Text, false, "Delete the old layouts that upgrades kept, for good."}, dryRun};
constexpr std::array profileArgument{
    ArgumentSpec{"NAME", Profile, true, false, "The name under which the library is configured."}};
constexpr std::array profileAddArguments{
    ArgumentSpec{"NAME", Text, true, false, "Under which name: letters (A–Z), digits and hyphens."},
    ArgumentSpec{"URL|PATH", Folder, true, false,
                 "Where it is: s3://bucket/folder, https://… (WebDAV), git+https://…, git+ssh://…, git+file:///…, a "
                 "folder."},
    ArgumentSpec{"OPTION=VALUE", Text, false, true,
                 "user, read-only, write-through, sync-interval, mirror, layers, and what its backend takes "
                 "(docs/backends)."}};
constexpr std::array profileSetArguments{profileArgument[0],
                                         ArgumentSpec{"OPTION=VALUE", Text, true, true, "What to change."}};
constexpr std::array profileUnsetArguments{profileArgument[0],
                                           ArgumentSpec{"OPTION", Text, true, true, "What to take away."}};
constexpr std::array environmentArgument{
    ArgumentSpec{"NAME", Environment, true, false, "The environment: development, staging, production, …"}};
constexpr std::array environmentKeyArguments{
    environmentArgument[0], ArgumentSpec{"KEY", Setting, true, false, "library, a setting, or library.NAME.OPTION."}};
constexpr std::array environmentSetArguments{environmentKeyArguments[0], environmentKeyArguments[1],
                                             ArgumentSpec{"VALUE", Text, true, false, "Its value there."}};
constexpr std::array checkArguments{
    ArgumentSpec{"PROFILE|URL|PATH", Library, false, false, "Which library; else the one that --library would name."}};
constexpr std::array checkOptions{
    OptionSpec{"trust-host", 0, "SHA256:…", Text, false,
               "Git over ssh: make the server known, if nothing is known of it and its key has this fingerprint."}};
constexpr std::array branchArgument{ArgumentSpec{"BRANCH", Branch, true, false, "The branch."}};
constexpr std::array branchNewArgument{ArgumentSpec{"BRANCH", Text, true, false, "Its name, as Git allows it."}};
constexpr std::array branchCreateOptions{OptionSpec{"switch", 's', {}, Text, false, "Go on with the new branch."}};
constexpr std::array branchCompareArguments{branchArgument[0],
                                            ArgumentSpec{"BRANCH", Branch, false, false,
                                                         "Compared with the first; else the first with the "
                                                         "current one."}};
constexpr std::array branchMergeOptions{
    OptionSpec{"choose", 0, "ID=here|there|both", Text, true, "What counts where both branches changed the same."}};
constexpr std::array keyArgument{ArgumentSpec{"KEY", Setting, true, false, "The setting, as `config list` shows it."}};
constexpr std::array keyValueArguments{
    keyArgument[0], ArgumentSpec{"VALUE", Text, true, false, "Its new value; lists are separated by commas."}};
constexpr std::array shellArgument{ArgumentSpec{"SHELL", Shell, true, false, "bash, zsh or fish."}};

constexpr std::array table{
    CommandSpec{"init", "Make a library", initArguments, initOptions,
                "A library that is there already is left as it is.", "init ~/prompts", runInit},
    CommandSpec{
        "store", "Publish a version of a prompt", storeArguments, storeOptions,
        "The first version is 1.0.0. Without --version and --bump the step follows from the change: a new required "
        "variable is major, a new optional one minor, anything else patch.\n\n"
        "A published version never changes: storing the same bytes again succeeds and changes nothing, other bytes "
        "under the same version are refused.",
        "store support/refund-reply --bump minor --message \"Add tone\" reply.md", runStore},
    CommandSpec{"fetch", "Print a version's content, byte for byte", fetchArguments, fetchOptions,
                "The content is checked against its checksum before its first byte is written.",
                "fetch support/refund-reply@production", runFetch},
    CommandSpec{"list", "List prompts", listArguments, listOptions, "", "list support --tag refund --long", runList},
    CommandSpec{"versions",
                "Show the history of a prompt, newest first",
                nameArgument,
                {},
                "",
                "versions support/refund-reply",
                runVersions},
    CommandSpec{"exists",
                "Say whether a prompt or version is published",
                fetchArguments,
                {},
                "Prints yes or no; the exit code says the same: 0 or 1.",
                "exists support/refund-reply@^1.2",
                runExists},
    CommandSpec{"meta", "Show or edit a version's metadata", fetchArguments, metaOptions,
                "Tags and the description can be edited; everything else belongs to the published version.",
                "meta support/refund-reply --tag +refund --set description=\"Answers a refund request\"", runMeta},
    CommandSpec{"remove", "Move prompts or versions to the trash", removeArguments, removeOptions, "",
                "remove support/refund-reply@1.0.0", runRemove},
    CommandSpec{"trash list", "Show what is in the trash, newest first", {}, {}, "", "trash list", runTrashList},
    CommandSpec{"trash restore", "Bring something back from the trash", restoreArguments, restoreOptions,
                "Nothing is overwritten.", "trash restore support/refund-reply", runTrashRestore},
    CommandSpec{"trash purge",
                "Destroy entries of the trash for good",
                purgeArguments,
                {},
                "",
                "trash purge ID",
                runTrashPurge},
    CommandSpec{
        "trash empty",
        "Destroy what is in the trash for good",
        {},
        emptyOptions,
        "Without --older-than and --expired, everything. An entry's age is the one in its record; where an entry "
        "seems to have been removed in the future, the clock cannot be trusted and no age counts.",
        "trash empty --older-than 90 --dry-run",
        runTrashEmpty},
    CommandSpec{
        "rename", "Rename a prompt or a folder", renameArguments, dryRunOnly,
        "A prompt keeps its versions, labels and dates. A folder is refused whole, before anything moves, when one "
        "of the new names is taken.",
        "rename support/ helpdesk/", runRename},
    CommandSpec{"label", "Point a label at a version, or list labels", labelArguments, labelOptions, "",
                "label support/refund-reply production 1.2.0 --override", runLabel},
    CommandSpec{"diff", "Compare two versions", diffArguments, diffOptions,
                "Prints a unified difference that patch and git apply take; nothing when the two are the same.",
                "diff support/refund-reply@1.0.0 support/refund-reply@production", runDiff},
    CommandSpec{
        "search", "Find text in names, tags, descriptions and the latest contents", searchArguments, searchOptions,
        "Prints NAME@VERSION:LINE:TEXT; line 0 stands for the name, a tag or the description. Exits with 1 when "
        "nothing matches.",
        "search \"refund policy\"", runSearch},
    CommandSpec{
        "import", "Publish files and folders as prompts", importArguments, importOptions,
        "What is there already with the same bytes stays, so an interrupted import is completed by running it again.",
        "import ~/patterns --into fabric --dry-run", runImport},
    CommandSpec{"export", "Write prompts to files", exportArguments, exportOptions, "",
                "export support --to ./out --all-versions", runExport},
    CommandSpec{"migrate", "Copy everything to another library, and prove it", migrateArguments, migrateOptions,
                "All versions with their metadata, dates and labels; the trash stays. Nothing in the target is "
                "overwritten, and every version is read back and compared with the source's checksum at the end. An "
                "interrupted migration is completed by running it again.",
                "migrate ~/prompts /mnt/team/prompts", runMigrate},
    CommandSpec{"sync", "Bring a library that is kept elsewhere together with its home", syncArguments, syncOptions,
                "Work on such a library goes on without a network; what was changed waits here until it is sent. Only "
                "what changed is compared. Of two different contents under one version the home's keeps the number and "
                "the other becomes a pre-release; nobody's clock decides anything. Exits with 4 while there are "
                "conflicts. A mirror that the profile names is brought in step afterwards.",
                "sync", runSync},
    CommandSpec{
        "backup create",
        "Take a backup of the library",
        {},
        backupCreateOptions,
        "What did not change since the last backup is neither read nor stored again. Damaged versions do not stop "
        "it: they are named, and it exits with 9. A library that took another's place, or that lost more than "
        "half of its prompts, is not backed up until an option says that it is right.",
        "backup create --to /mnt/disk/prompts",
        runBackupCreate},
    CommandSpec{"backup list", "List the backups, newest first", {}, backupFromOnly, "", "backup list", runBackupList},
    CommandSpec{"backup show", "Show what a backup holds", snapshotArgument, backupFromOnly, "", "backup show latest",
                runBackupShow},
    CommandSpec{"backup verify",
                "Check backups against their checksums",
                {},
                backupVerifyOptions,
                "Exits with 9 when something is damaged.",
                "backup verify",
                runBackupVerify},
    CommandSpec{
        "backup restore", "Restore from a backup", backupRestoreArguments, backupRestoreOptions,
        "Into place, nothing is removed and what is newer stays. What has to give way is kept: other bytes under the "
        "same version go to the trash, and before labels, tags or descriptions change a backup of the library as "
        "it is is taken.",
        "backup restore latest support/ --into-place --dry-run", runBackupRestore},
    CommandSpec{
        "backup prune",
        "Remove old backups",
        {},
        backupPruneOptions,
        "A backup stays when any rule keeps it; without any option the settings backup.keep-… are the rules. The "
        "newest of each library always stays.",
        "backup prune --keep-daily 7 --keep-monthly 12 --dry-run",
        runBackupPrune},
    CommandSpec{"verify",
                "Check all content against its checksum",
                {},
                verifyOptions,
                "Exits with 9 when something is damaged (and, with --repair, could not be mended).",
                "verify --repair",
                runVerify},
    CommandSpec{"upgrade",
                "Bring the library's stored layout up to date",
                {},
                upgradeOptions,
                "A new copy is built beside the old one, read back, and put in its place in one step; the old one is "
                "kept until --drop-old. Cut off anywhere, the library is as before or done, and the same command goes "
                "on.",
                "upgrade --dry-run",
                runUpgrade},
    CommandSpec{"config get", "Print a setting", keyArgument, {}, "", "config get author", runConfigGet},
    CommandSpec{"config set",
                "Change a setting",
                keyValueArguments,
                {},
                "",
                "config set library.default ~/prompts",
                runConfigSet},
    CommandSpec{"config unset",
                "Put a setting back to its default",
                keyArgument,
                {},
                "",
                "config unset author",
                runConfigUnset},
    CommandSpec{"config list", "List all settings with their origin", {}, {}, "", "config list", runConfigList},
    CommandSpec{
        "config check", "Try the way to a library, step by step", checkArguments, checkOptions,
        "Each step is told as it was tried: ✓ it is right, ! it works with a restriction, ✗ it fails, and what to "
        "do about it. Nothing is left behind in the library. The exit code is that of the step that failed.",
        "config check team", runConfigCheck},
    CommandSpec{"config library list",
                "List the libraries that have a name",
                {},
                {},
                "",
                "config library list",
                runConfigLibraryList},
    CommandSpec{"config library show",
                "Print a library's options and who sets them",
                profileArgument,
                {},
                "",
                "config library show team",
                runConfigLibraryShow},
    CommandSpec{
        "config library add",
        "Give a library a name",
        profileAddArguments,
        {},
        "Secrets do not belong into an address or an option and are refused there: Pulse asks for them and keeps "
        "them in the system's keychain (config library login); scripts give them by PULSE_<NAME>_USER, "
        "PULSE_<NAME>_PASSWORD or PULSE_<NAME>_TOKEN, or with --credentials-fd.",
        "config library add team s3://prompts/team region=eu-central-1",
        runConfigLibraryAdd},
    CommandSpec{"config library set",
                "Change options of a library",
                profileSetArguments,
                {},
                "",
                "config library set team write-through=true",
                runConfigLibrarySet},
    CommandSpec{"config library unset",
                "Take options of a library away",
                profileUnsetArguments,
                {},
                "",
                "config library unset team region",
                runConfigLibraryUnset},
    CommandSpec{"config library remove",
                "Forget a library's name, options and credentials",
                profileArgument,
                {},
                "The library itself stays as it is.",
                "config library remove team",
                runConfigLibraryRemove},
    CommandSpec{"config library login",
                "Put a library's credentials into the system's keychain",
                profileArgument,
                {},
                "Asks on the terminal, or reads them from --credentials-fd.",
                "config library login team",
                runConfigLibraryLogin},
    CommandSpec{"config library logout",
                "Take a library's credentials out of the system's keychain",
                profileArgument,
                {},
                "",
                "config library logout team",
                runConfigLibraryLogout},
    CommandSpec{"config environment list",
                "List the environments; * is in force",
                {},
                {},
                "",
                "config environment list",
                runConfigEnvironmentList},
    CommandSpec{"config environment set",
                "Say what holds in an environment",
                environmentSetArguments,
                {},
                "Makes the environment where there is none.",
                "config environment set production library team",
                runConfigEnvironmentSet},
    CommandSpec{"config environment unset",
                "Take a line of an environment away",
                environmentKeyArguments,
                {},
                "",
                "config environment unset production library",
                runConfigEnvironmentUnset},
    CommandSpec{"config environment use",
                "Put an environment in force",
                environmentArgument,
                {},
                "Sets the setting environment; “config unset environment” ends it.",
                "config environment use staging",
                runConfigEnvironmentUse},
    CommandSpec{"config environment remove",
                "Forget an environment",
                environmentArgument,
                {},
                "",
                "config environment remove staging",
                runConfigEnvironmentRemove},
    CommandSpec{"branch list",
                "List the branches of a library in Git; * is the current one",
                {},
                {},
                "",
                "branch list --library git+file:///srv/prompts",
                runBranchList},
    CommandSpec{"branch create", "Make a branch from the current one", branchNewArgument, branchCreateOptions, "",
                "branch create friendlier --switch", runBranchCreate},
    CommandSpec{
        "branch switch", "Go on with another branch", branchArgument, {}, "", "branch switch main", runBranchSwitch},
    CommandSpec{"branch compare",
                "Show which prompts two branches hold differently",
                branchCompareArguments,
                {},
                "",
                "branch compare main friendlier",
                runBranchCompare},
    CommandSpec{
        "branch merge", "Merge a branch into the current one", branchArgument, branchMergeOptions,
        "Versions of both are kept; metadata and labels are merged by field. Where both branches changed the same, "
        "nothing is merged (exit code 4) and each is listed with an id, until --choose says for each what "
        "counts: the current branch (here), the other one (there), or both.",
        "branch merge friendlier", runBranchMerge},
    CommandSpec{"stats", "Count prompts, versions, labels, tags and bytes", {}, {}, "", "stats", runStats},
    CommandSpec{"completion",
                "Print the completion script of a shell",
                shellArgument,
                {},
                "bash: source <(pulse-gui --cli completion bash)\n\n"
                "zsh: pulse-gui --cli completion zsh > a file _pulse-gui in a folder of $fpath\n\n"
                "fish: pulse-gui --cli completion fish > ~/.config/fish/completions/pulse-gui.fish",
                "completion bash",
                runCompletion},
};

constexpr std::array codes{
    ExitCodeSpec{exit_code::done, {}, "Done; or: yes."},
    ExitCodeSpec{exit_code::notFound, "not-found", "There is no such thing; or: no."},
    ExitCodeSpec{exit_code::usage, "invalid",
                 "Wrong usage, or a name, version, selector or document that is not valid."},
    ExitCodeSpec{exit_code::alreadyExists, "already-exists",
                 "Other content is published under that version, or the name is taken."},
    ExitCodeSpec{exit_code::conflict, "conflict",
                 "Somebody else changed it meanwhile, or something still depends on it."},
    ExitCodeSpec{exit_code::permissionDenied, "permission-denied",
                 "The system, the library or a protection rule forbids it."},
    ExitCodeSpec{exit_code::unsupported, "unsupported", "This library cannot do that."},
    ExitCodeSpec{exit_code::rateLimited, "rate-limited", "The library's server asks to slow down."},
    ExitCodeSpec{exit_code::unavailable, "unavailable",
                 "The library cannot be reached now, or is locked. Try again later."},
    ExitCodeSpec{exit_code::corrupt, "corrupt", "Stored data is damaged."},
    ExitCodeSpec{exit_code::noSpace, "no-space", "The disk or quota is full."},
    ExitCodeSpec{exit_code::durabilityUnknown, "durability-unknown", "It was done, but may not survive a power loss."},
    ExitCodeSpec{exit_code::internal, "internal", "A defect of Pulse."},
    ExitCodeSpec{exit_code::cancelled, "cancelled", "Interrupted (Ctrl+C); what was committed before stays."},
    ExitCodeSpec{exit_code::brokenPipe, {}, "Whoever read standard output went away."},
    ExitCodeSpec{exit_code::terminated, "cancelled", "Asked to end (SIGTERM); what was committed before stays."},
};

} // namespace

std::span<const CommandSpec> commands()
{
    return table;
}

std::span<const OptionSpec> globalOptions()
{
    return global;
}

std::span<const ExitCodeSpec> exitCodes()
{
    return codes;
}

QString usageOf(const CommandSpec &command)
{
    QString usage = text(command.name);
    for (const OptionSpec &option : command.options) {
        usage += " [--"_L1 + text(option.name);
        if (!option.value.empty())
            usage += u' ' + text(option.value);
        usage += option.repeatable ? u"]…"_s : u"]"_s;
    }
    for (const ArgumentSpec &argument : command.arguments) {
        const QString name = text(argument.name) + (argument.repeatable ? u"…"_s : QString());
        usage += argument.required ? u' ' + name : " ["_L1 + name + u']';
    }
    return usage;
}

QString formsOf(const OptionSpec &option)
{
    QString forms = option.letter ? u'-' + QString(QLatin1Char(option.letter)) + ", "_L1 : QString();
    forms += "--"_L1 + text(option.name);
    if (!option.value.empty())
        forms += u' ' + text(option.value);
    return forms;
}

} // namespace pulse::cli
