// SPDX-License-Identifier: Apache-2.0
#include "search_page.h"

#include "match_delegate.h"

#include "pulse/ui/common/format.h"
#include "pulse/ui/common/icons.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QToolButton>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace pulse::ui {
using namespace Qt::StringLiterals;

namespace {

constexpr int matchRole = Qt::UserRole + 10;
constexpr qsizetype contextBefore = 40;
constexpr qsizetype mostShown = 300;

// A line as it is shown: without its indentation, and so that the match is in sight in a very long one.
struct Excerpt
{
    QString text;
    QList<int> matched;
};

Excerpt excerpt(const SearchMatch &match)
{
    qsizetype from = 0;
    while (from < match.position && match.text[from].isSpace())
        ++from;
    QString ellipsis;
    if (match.position - from > 2 * contextBefore) {
        from = match.position - contextBefore;
        ellipsis = u"…"_s;
    }
    Excerpt made{ellipsis + match.text.sliced(from, std::min(mostShown, match.text.size() - from)), {}};
    made.text.replace(u'\t', u' ');
    const qsizetype start = match.position - from + ellipsis.size();
    for (qsizetype i = start; i < std::min(start + match.length, made.text.size()); ++i)
        made.matched.append(static_cast<int>(i));
    return made;
}

} // namespace

SearchPage::SearchPage(QWidget *parent)
    : QWidget(parent)
    , m_field(new QLineEdit(this))
    , m_stop(new QToolButton(this))
    , m_summary(new QLabel(this))
    , m_results(new QTreeWidget(this))
{
    m_field->setPlaceholderText(tr("Search names, descriptions, tags and contents"));
    m_field->setAccessibleName(tr("Search everywhere"));
    m_field->setClearButtonEnabled(true);
    m_field->addAction(icon("search"_L1), QLineEdit::LeadingPosition);
    m_field->installEventFilter(this);
    m_stop->setIcon(icon("stop"_L1));
    m_stop->setToolTip(tr("Stop searching"));
    m_stop->setAccessibleName(m_stop->toolTip());
    m_stop->setAutoRaise(true);
    m_stop->hide();
    m_summary->setFont(factFont(font()));
    m_summary->setTextFormat(Qt::PlainText);
    m_summary->setWordWrap(true);
    m_results->setHeaderHidden(true);
    m_results->setUniformRowHeights(true);
    m_results->setAccessibleName(tr("Matches"));
    m_results->setItemDelegate(new MatchDelegate(m_results));
    m_results->setFrameShape(QFrame::NoFrame);
    m_delay.setSingleShot(true);
    m_delay.setInterval(120);

    auto *row = new QHBoxLayout;
    row->addWidget(m_field, 1);
    row->addWidget(m_stop);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(innerSpacing, innerSpacing, innerSpacing, 0);
    column->addLayout(row);
    column->addWidget(m_summary);
    column->addWidget(m_results, 1);
    setFocusProxy(m_field);

    connect(m_field, &QLineEdit::textChanged, &m_delay, qOverload<>(&QTimer::start));
    connect(m_field, &QLineEdit::returnPressed, this, [this] {
        if (m_results->topLevelItemCount() > 0)
            m_results->setFocus();
        else
            search();
    });
    connect(&m_delay, &QTimer::timeout, this, &SearchPage::search);
    connect(m_stop, &QToolButton::clicked, this, &SearchPage::stop);
    connect(m_results, &QTreeWidget::itemActivated, this, [this](QTreeWidgetItem *item) { activate(item); });
    search();
}

SearchPage::~SearchPage() = default;

void SearchPage::setSession(LibrarySession *session)
{
    m_session = session;
    search();
}

void SearchPage::begin(const QString &text)
{
    if (!text.isEmpty())
        m_field->setText(text);
    m_field->selectAll();
    m_field->setFocus(Qt::ShortcutFocusReason);
}

void SearchPage::search()
{
    m_delay.stop();
    m_task = {};
    const QString text = m_field->text();
    if (!m_session || text.trimmed().isEmpty()) {
        m_results->clear();
        m_summary->setText(m_session ? tr("Type what to look for in “%1”.").arg(m_session->title())
                                     : tr("No library is open."));
        setBusy(false);
        return;
    }
    setBusy(true);
    m_task = m_session
                 ->run([text](Library &library, std::stop_token stop) {
                     return library.search(text, mostMatches, std::move(stop));
                 })
                 .then(this, [this](const Result<std::vector<SearchMatch>> &found) { show(found); });
}

void SearchPage::stop()
{
    m_task = {};
    setBusy(false);
    m_summary->setText(tr("Stopped. What is below may not be all."));
}

void SearchPage::show(const Result<std::vector<SearchMatch>> &found)
{
    setBusy(false);
    m_results->clear();
    if (!found) {
        m_summary->setText(found.error().message());
        return;
    }
    m_matches = *found;
    QTreeWidgetItem *prompt = nullptr;
    int prompts = 0;
    for (std::size_t i = 0; i < m_matches.size(); ++i) {
        const SearchMatch &match = m_matches[i];
        if (i == 0 || m_matches[i - 1].key.name != match.key.name) {
            prompt = new QTreeWidgetItem(m_results, {match.key.name.toString()});
            prompt->setIcon(0, icon("prompt"_L1));
            prompt->setData(0, MatchDelegate::FactRole, match.key.version.toString());
            prompt->setData(0, matchRole, static_cast<qulonglong>(i));
            ++prompts;
        }
        const auto [text, matched] = excerpt(match);
        auto *line = new QTreeWidgetItem(prompt, {text});
        line->setData(0, MatchDelegate::PositionsRole, QVariant::fromValue(matched));
        line->setData(0, MatchDelegate::FactRole, match.line > 0 ? tr("line %1").arg(match.line) : tr("about it"));
        line->setData(0, matchRole, static_cast<qulonglong>(i));
    }
    m_results->expandAll();
    const QLocale locale;
    if (m_matches.empty())
        m_summary->setText(
            tr("Nothing in “%1” holds “%2”.").arg(m_session ? m_session->title() : QString(), m_field->text()));
    else if (m_matches.size() >= mostMatches)
        m_summary->setText(tr("The first %1 matches, in %2 prompts. Type more to narrow the search.")
                               .arg(locale.toString(mostMatches), locale.toString(prompts)));
    else
        m_summary->setText(
            (m_matches.size() == 1 ? tr("1 match") : tr("%1 matches").arg(locale.toString(m_matches.size()))) +
            (prompts == 1 ? tr(" in 1 prompt") : tr(" in %1 prompts").arg(locale.toString(prompts))));
}

void SearchPage::activate(QTreeWidgetItem *item)
{
    const auto index = item->data(0, matchRole).toULongLong();
    if (m_session && index < m_matches.size())
        emit openRequested(m_session, m_matches[index].key, m_matches[index].line);
}

void SearchPage::setBusy(bool busy)
{
    m_stop->setVisible(busy);
    if (busy)
        m_summary->setText(tr("Searching…"));
}

bool SearchPage::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_field && event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent *>(event)->key() == Qt::Key_Down && m_results->topLevelItemCount() > 0) {
        m_results->setFocus();
        m_results->setCurrentItem(m_results->topLevelItem(0));
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace pulse::ui
