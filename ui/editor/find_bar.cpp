// SPDX-License-Identifier: Apache-2.0
#include "find_bar.h"

#include "pulse/ui/common/format.h"
#include "pulse/ui/common/icons.h"

#include <QGridLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QLocale>
#include <chrono>

namespace pulse::ui {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto searchPatience = 2000ms;
constexpr std::size_t fewReplacements = 200;

QToolButton *toggle(QLatin1StringView iconName, const QString &name, const QString &toolTip, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setIcon(icon(iconName));
    button->setAccessibleName(name);
    button->setToolTip(toolTip);
    button->setCheckable(true);
    button->setAutoRaise(true);
    return button;
}

QToolButton *command(const QIcon &icon, const QString &text, const QString &toolTip, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setIcon(icon);
    button->setText(text);
    button->setAccessibleName(toolTip);
    button->setToolTip(toolTip);
    button->setAutoRaise(!icon.isNull());
    return button;
}

} // namespace

FindBar::FindBar(TextView *view, std::shared_ptr<TaskRunner> runner, QWidget *parent)
    : QWidget(parent)
    , m_view(view)
    , m_runner(std::move(runner))
{
    build();
    hide();
    m_delay.setSingleShot(true);
    m_delay.setInterval(60ms);
    connect(&m_delay, &QTimer::timeout, this, &FindBar::search);
    connect(m_view->document(), &QTextDocument::contentsChange, this, [this](int, int removed, int added) {
        if (removed == 0 && added == 0)
            return;
        m_isCurrent = false;
        m_search.cancel();
        if (isVisible()) {
            m_view->setMatches({}, -1);
            m_delay.start();
        }
    });
    connect(m_view, &QPlainTextEdit::cursorPositionChanged, this, [this] {
        if (isVisible() && m_isCurrent)
            updateStatus();
    });
}

void FindBar::build()
{
    auto *layout = new QGridLayout(this);
    layout->setContentsMargins(innerSpacing, gridUnit, innerSpacing, gridUnit);
    layout->setSpacing(gridUnit);
    m_pattern = new QLineEdit(this);
    m_pattern->setPlaceholderText(tr("Find"));
    m_pattern->setAccessibleName(tr("Find"));
    m_pattern->setClearButtonEnabled(true);
    m_pattern->installEventFilter(this);
    m_case = toggle("match-case"_L1, tr("Match case"), tr("Match upper and lower case"), this);
    m_words = toggle("whole-word"_L1, tr("Whole words"), tr("Find whole words only"), this);
    m_regex = toggle("regex"_L1, tr("Regular expression"), tr("Find by regular expression, within a line"), this);
    m_status = new QLabel(this);
    m_status->setMinimumWidth(fontMetrics().horizontalAdvance(u"100 000 of 100 000"_s));
    auto *previous = command(icon("find-previous"_L1), tr("Previous"), tr("Previous match (Shift+Enter)"), this);
    auto *next = command(icon("find-next"_L1), tr("Next"), tr("Next match (Enter)"), this);
    auto *closing = command(icon("close"_L1), tr("Close"), tr("Close (Esc)"), this);
    int column = 0;
    for (QWidget *widget :
         std::initializer_list<QWidget *>{m_pattern, m_case, m_words, m_regex, previous, next, m_status, closing})
        layout->addWidget(widget, 0, column++);
    layout->setColumnStretch(0, 1);

    m_replaceRow = new QWidget(this);
    auto *row = new QHBoxLayout(m_replaceRow);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(gridUnit);
    m_replacement = new QLineEdit(m_replaceRow);
    m_replacement->setPlaceholderText(tr("Replace with"));
    m_replacement->setAccessibleName(tr("Replace with"));
    m_replacement->installEventFilter(this);
    auto *one = command({}, tr("Replace"), tr("Replace this match and go to the next"), m_replaceRow);
    auto *all = command({}, tr("Replace all"), tr("Replace every match, as one step to undo"), m_replaceRow);
    one->setObjectName("replaceOne"_L1);
    all->setObjectName("replaceAll"_L1);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_replacement, one, all})
        row->addWidget(widget);
    layout->addWidget(m_replaceRow, 1, 0, 1, column);
    m_problem = new QLabel(this);
    m_problem->setWordWrap(true);
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setObjectName("problem"_L1);
    m_status->setObjectName("status"_L1);
    m_pattern->setObjectName("pattern"_L1);
    m_replacement->setObjectName("replacement"_L1);
    m_regex->setObjectName("regex"_L1);
    m_case->setObjectName("case"_L1);
    m_words->setObjectName("words"_L1);
    m_problem->hide();
    layout->addWidget(m_problem, 2, 0, 1, column);

    connect(m_pattern, &QLineEdit::textChanged, this, [this] {
        m_isCurrent = false;
        m_delay.start();
    });
    for (QToolButton *button : {m_case, m_words, m_regex})
        connect(button, &QToolButton::toggled, this, &FindBar::search);
    connect(previous, &QToolButton::clicked, this, [this] { step(-1); });
    connect(next, &QToolButton::clicked, this, [this] { step(1); });
    connect(closing, &QToolButton::clicked, this, &FindBar::close);
    connect(one, &QToolButton::clicked, this, &FindBar::replaceOne);
    connect(all, &QToolButton::clicked, this, &FindBar::replaceAll);
}

void FindBar::open(bool withReplace)
{
    m_replaceRow->setVisible(withReplace && !m_view->isReadOnly());
    m_origin = m_view->textCursor().selectionStart();
    const QString selected = m_view->textCursor().selectedText();
    if (!selected.isEmpty() && selected.size() <= 200 && !selected.contains(QChar::ParagraphSeparator))
        m_pattern->setText(selected);
    setVisible(true);
    m_pattern->setFocus(Qt::ShortcutFocusReason);
    m_pattern->selectAll();
    search();
}

void FindBar::close()
{
    m_search.cancel();
    m_delay.stop();
    m_view->setMatches({}, -1);
    hide();
    m_view->setFocus(Qt::OtherFocusReason);
}

void FindBar::restart()
{
    m_isCurrent = false;
    m_found = {};
    if (isVisible())
        m_delay.start();
}

SearchQuery FindBar::query() const
{
    return {m_pattern->text(), m_regex->isChecked(), m_case->isChecked(), m_words->isChecked()};
}

void FindBar::search()
{
    m_delay.stop();
    m_isCurrent = false;
    m_search = m_runner
                   ->run([text = m_view->exactText(), query = query()](const std::stop_token &stop) {
                       return findMatches(text, query, searchPatience, stop);
                   })
                   .then(this, [this](const Result<SearchResult> &result) { searched(result); });
}

void FindBar::searched(const Result<SearchResult> &result)
{
    m_found = result.value_or(SearchResult());
    m_isCurrent = true;
    explain(result ? QString() : result.error().message(), !result);
    const int step = std::exchange(m_pendingStep, 0);
    if (step != 0)
        this->step(step);
    else if (m_pattern->hasFocus() && !m_found.matches.empty() && currentIndex() < 0) {
        const auto first = std::ranges::lower_bound(m_found.matches, m_origin, {}, &TextMatch::position);
        show(first == m_found.matches.end() ? 0 : first - m_found.matches.begin());
    }
    updateStatus();
}

qsizetype FindBar::currentIndex() const
{
    const QTextCursor cursor = m_view->textCursor();
    const auto at = std::ranges::lower_bound(m_found.matches, cursor.selectionStart(), {}, &TextMatch::position);
    const TextMatch selected{cursor.selectionStart(), cursor.selectionEnd() - cursor.selectionStart()};
    return at != m_found.matches.end() && *at == selected ? at - m_found.matches.begin() : -1;
}

void FindBar::step(int direction)
{
    if (m_pattern->text().isEmpty()) {
        open(false);
        return;
    }
    if (!m_isCurrent) {
        m_pendingStep = direction;
        if (!m_delay.isActive() && !m_search.isRunning())
            search();
        return;
    }
    if (m_found.matches.empty())
        return;
    const QTextCursor cursor = m_view->textCursor();
    const auto count = std::ssize(m_found.matches);
    qsizetype index = 0;
    if (direction > 0) {
        const auto next = std::ranges::lower_bound(m_found.matches, cursor.selectionEnd(), {}, &TextMatch::position);
        index = (next - m_found.matches.begin()) % count;
    } else {
        const auto here = std::ranges::lower_bound(m_found.matches, cursor.selectionStart(), {}, &TextMatch::position);
        index = (here - m_found.matches.begin() - 1 + count) % count;
    }
    show(index);
    m_origin = m_view->textCursor().selectionStart();
}

void FindBar::show(qsizetype index)
{
    const TextMatch match = m_found.matches[static_cast<std::size_t>(index)];
    QTextCursor cursor = m_view->textCursor();
    cursor.setPosition(match.position);
    cursor.setPosition(match.position + match.length, QTextCursor::KeepAnchor);
    m_view->setTextCursor(cursor);
    updateStatus();
}

void FindBar::updateStatus()
{
    const QLocale locale;
    const qsizetype index = currentIndex();
    const QString count =
        locale.toString(static_cast<qlonglong>(m_found.matches.size())) + (m_found.isCut ? u"+"_s : QString());
    if (m_pattern->text().isEmpty())
        m_status->clear();
    else if (m_found.matches.empty())
        m_status->setText(m_problem->isVisible() ? QString() : tr("No match"));
    else if (index < 0)
        m_status->setText(tr("%1 matches").arg(count));
    else
        m_status->setText(tr("%1 of %2").arg(locale.toString(static_cast<qlonglong>(index + 1)), count));
    if (isVisible())
        m_view->setMatches(m_found.matches, static_cast<int>(index));
}

void FindBar::explain(const QString &text, bool isProblem)
{
    QPalette colours = palette();
    if (isProblem)
        colours.setColor(QPalette::WindowText, negativeColor(palette()));
    m_problem->setPalette(colours);
    m_problem->setText(text);
    m_problem->setVisible(!text.isEmpty());
}

void FindBar::replaceOne()
{
    if (!m_isCurrent || currentIndex() < 0) {
        step(1);
        return;
    }
    const int only = m_view->textCursor().selectionStart();
    m_replace =
        m_runner
            ->run([text = m_view->exactText(), query = query(), with = m_replacement->text(),
                   only](const std::stop_token &stop) {
                return findReplacements(text, query, with, only, searchPatience, stop);
            })
            .then(this,
                  [this, revision = m_view->document()->revision()](const Result<std::vector<Replacement>> &result) {
                      if (result && revision == m_view->document()->revision()) {
                          apply(*result);
                          m_pendingStep = 1;
                          search();
                      } else if (!result) {
                          explain(result.error().message(), true);
                      }
                  });
}

void FindBar::replaceAll()
{
    m_replace =
        m_runner
            ->run([text = m_view->exactText(), query = query(),
                   with = m_replacement->text()](const std::stop_token &stop) {
                return findReplacements(text, query, with, -1, searchPatience, stop);
            })
            .then(this, [this,
                         revision = m_view->document()->revision()](const Result<std::vector<Replacement>> &result) {
                if (!result) {
                    explain(result.error().message(), true);
                } else if (revision == m_view->document()->revision()) {
                    apply(*result);
                    search();
                    explain(result->size() == 1 ? tr("1 match replaced.")
                                                : tr("%1 matches replaced.")
                                                      .arg(QLocale().toString(static_cast<qlonglong>(result->size()))),
                            false);
                }
            });
}

void FindBar::apply(const std::vector<Replacement> &replacements)
{
    if (replacements.empty() || m_view->isReadOnly())
        return;
    QTextCursor cursor(m_view->document());
    cursor.beginEditBlock();
    if (replacements.size() <= fewReplacements) {
        for (auto it = replacements.rbegin(); it != replacements.rend(); ++it) {
            cursor.setPosition(it->match.position);
            cursor.setPosition(it->match.position + it->match.length, QTextCursor::KeepAnchor);
            cursor.insertText(it->text);
        }
    } else {
        // One edit over the whole range: thousands of small ones would hold up the window.
        const int from = replacements.front().match.position;
        const int to = replacements.back().match.position + replacements.back().match.length;
        const QString text = m_view->exactText();
        QString changed;
        int at = from;
        for (const Replacement &each : replacements) {
            changed += QStringView(text).sliced(at, each.match.position - at);
            changed += each.text;
            at = each.match.position + each.match.length;
        }
        cursor.setPosition(from);
        cursor.setPosition(to, QTextCursor::KeepAnchor);
        cursor.insertText(changed);
    }
    cursor.endEditBlock();
    if (replacements.size() == 1) {
        cursor.setPosition(replacements.front().match.position + static_cast<int>(replacements.front().text.size()));
        m_view->setTextCursor(cursor);
    }
}

bool FindBar::eventFilter(QObject *object, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            if (object == m_replacement)
                replaceOne();
            else
                step(key->modifiers() & Qt::ShiftModifier ? -1 : 1);
            return true;
        }
    }
    return QWidget::eventFilter(object, event);
}

void FindBar::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        close();
    else if (event->key() == Qt::Key_F3)
        step(event->modifiers() & Qt::ShiftModifier ? -1 : 1);
    else
        QWidget::keyPressEvent(event);
}

} // namespace pulse::ui
