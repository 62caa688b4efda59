// SPDX-License-Identifier: Apache-2.0
// completion: the scripts are thin; the candidates come from the program itself (completion.h).
#include "command_run.h"
#include "handlers.h"

#include "pulse/base/quote.h"

using namespace Qt::StringLiterals;

namespace pulse::cli {

namespace {

constexpr std::string_view bashScript = R"script(# bash completion for pulse-gui
# Bash breaks words at characters such as @ and =; they are put together again here, and what stands before the last of
# them is cut from the answers, as bash expects.
_pulse_gui() {
    local rest=$COMP_LINE trimmed word line cur prefix i
    local -a words=()
    for ((i = 0; i <= COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]}
        trimmed=${rest#"${rest%%[![:space:]]*}"}
        if [[ $trimmed == "$rest" && ${#words[@]} -gt 0 ]]; then words[${#words[@]}-1]+=$word
        else words+=("$word"); fi
        rest=${trimmed#"$word"}
    done
    for ((i = 0; i < ${#words[@]}; i++)); do words[i]=${words[i]//\\/}; done
    cur=${words[${#words[@]}-1]}
    prefix=${cur%"${cur##*[@=:]}"}
    COMPREPLY=()
    while IFS= read -r line; do
        case $line in
            :files) compopt -o filenames; while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -- "${cur#"$prefix"}") ;;
            :folders) compopt -o filenames; while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -d -- "${cur#"$prefix"}") ;;
            *)
                line=${line%%$'\t'*}
                [[ $line == */ ]] && compopt -o nospace
                printf -v line %q "${line#"$prefix"}"
                COMPREPLY+=("$line") ;;
        esac
    done < <("${words[0]}" --cli __complete "${words[@]:1}" 2>/dev/null)
}
complete -F _pulse_gui pulse-gui
)script";

constexpr std::string_view zshScript = R"script(#compdef pulse-gui
# zsh completion for pulse-gui
_pulse_gui() {
    local line
    local -a plain described open
    while IFS= read -r line; do
        case $line in
            :files) _files; return ;;
            :folders) _files -/; return ;;
            */|*/$'\t'*) open+=("${line%%$'\t'*}") ;;
            *)
                plain+=("${line%%$'\t'*}")
                if [[ $line == *$'\t'* ]]; then described+=("${line%%$'\t'*}  -- ${line#*$'\t'}")
                else described+=("${line%%$'\t'*}"); fi ;;
        esac
    done < <("${words[1]}" --cli __complete "${(@Q)words[2,CURRENT]}" 2>/dev/null)
    (( ${#open} )) && compadd -S '' -- "${open[@]}"
    (( ${#plain} )) && compadd -l -d described -- "${plain[@]}"
}
if [[ $funcstack[1] == _pulse_gui || $funcstack[1] == _pulse-gui ]]; then _pulse_gui "$@"
else compdef _pulse_gui pulse-gui; fi
)script";

constexpr std::string_view fishScript = R"script(# fish completion for pulse-gui
function __pulse_gui_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    for line in ($words[1] --cli __complete $words[2..-1] "$current" 2>/dev/null)
        switch $line
            case ':files'
                __fish_complete_path "$current"
            case ':folders'
                __fish_complete_directories "$current"
            case '*'
                printf '%s\n' $line
        end
    end
end
complete -c pulse-gui -f -a '(__pulse_gui_complete)'
)script";

} // namespace

Result<int> runCompletion(CommandRun &run)
{
    const QString shell = run.in().argument(0);
    std::string_view script;
    if (shell == "bash"_L1)
        script = bashScript;
    else if (shell == "zsh"_L1)
        script = zshScript;
    else if (shell == "fish"_L1)
        script = fishScript;
    else
        return run.wrongUsage(
            u"There is no completion for the shell %1; there are bash, zsh and fish."_s.arg(quoted(shell)));
    if (run.out().isJson())
        run.out().json(JsonObject{{u"shell"_s, shell}, {u"script"_s, text(script)}});
    else
        run.out().write(QByteArrayView(script.data(), static_cast<qsizetype>(script.size())));
    return exit_code::done;
}

} // namespace pulse::cli
