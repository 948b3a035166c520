pack scores

// Questionnaires of mood, anxiety and drinking. They speak where somebody began to answer.

input PHQInterest "Little interest or pleasure" {
  code    loinc 44250-9
  choice  not-at-all "Not at all" 0 loinc LA6568-5
  choice  several-days "Several days" 1 loinc LA6569-3
  choice  more-than-half "More than half the days" 2 loinc LA6570-1
  choice  nearly-every-day "Nearly every day" 3 loinc LA6571-9
  window  14 days
}

input PHQMood "Feeling down or hopeless" {
  code    loinc 44255-8
  choice  not-at-all "Not at all" 0 loinc LA6568-5
  choice  several-days "Several days" 1 loinc LA6569-3
  choice  more-than-half "More than half the days" 2 loinc LA6570-1
  choice  nearly-every-day "Nearly every day" 3 loinc LA6571-9
  window  14 days
}

input PHQSleep "Trouble with sleep" {
  code    loinc 44259-0
  choice  not-at-all "Not at all" 0 loinc LA6568-5
  choice  several-days "Several days" 1 loinc LA6569-3
  choice  more-than-half "More than half the days" 2 loinc LA6570-1
  choice  nearly-every-day "Nearly every day" 3 loinc LA6571-9
  window  14 days
}

input PHQEnergy "Little energy" {
  code    loinc 44254-1
  choice  not-at-all "Not at all" 0 loinc LA6568-5
  choice  several-days "Several days" 1 loinc LA6569-3
  choice  more-than-half "More than half the days" 2 loinc LA6570-1
  choice  nearly-every-day "Nearly every day" 3 loinc LA6571-9
  window  14 days
}

input PHQAppetite "Poor appetite or overeating" {
  code    loinc 44251-7
  choice  not-at-all "Not at all" 0 loinc LA6568-5
  choice  several-days "Several days" 1 loinc LA6569-3
  choice  more-than-half "More than half the days" 2 loinc LA6570-1
  choice  nearly-every-day "Nearly every day" 3 loinc LA6571-9
  window  14 days
}

input PHQFailure "Feeling a failure" {
  code    loinc 44258-2
  choice  not-at-all "Not at all" 0 loinc LA6568-5
  choice  several-days "Several days" 1 loinc LA6569-3
  choice  more-than-half "More than half the days" 2 loinc LA6570-1
  choice  nearly-every-day "Nearly every day" 3 loinc LA6571-9
  window  14 days
}

input PHQConcentration "Trouble concentrating" {
  code    loinc 44252-5
  choice  not-at-all "Not at all" 0 loinc LA6568-5
  choice  several-days "Several days" 1 loinc LA6569-3
  choice  more-than-half "More than half the days" 2 loinc LA6570-1
  choice  nearly-every-day "Nearly every day" 3 loinc LA6571-9
  window  14 days
}

input PHQMovement "Moving slowly or restlessly" {
  code    loinc 44253-3
  choice  not-at-all "Not at all" 0 loinc LA6568-5
  choice  several-days "Several days" 1 loinc LA6569-3
  choice  more-than-half "More than half the days" 2 loinc LA6570-1
  choice  nearly-every-day "Nearly every day" 3 loinc LA6571-9
  window  14 days
}

input PHQSelfHarm "Thoughts of death or self-harm" {
  code    loinc 44260-8
  choice  not-at-all "Not at all" 0 loinc LA6568-5
  choice  several-days "Several days" 1 loinc LA6569-3
  choice  more-than-half "More than half the days" 2 loinc LA6570-1
  choice  nearly-every-day "Nearly every day" 3 loinc LA6571-9
  window  14 days
}

input GADNervous "Feeling nervous or on edge" {
  code    loinc 69725-0
  choice  not-at-all "Not at all" 0 loinc LA6568-5
  choice  several-days "Several days" 1 loinc LA6569-3
  choice  more-than-half "More than half the days" 2 loinc LA6570-1
  choice  nearly-every-day "Nearly every day" 3 loinc LA6571-9
  window  14 days
}

input GADControl "Unable to stop worrying" {
  code    loinc 68509-9
  choice  not-at-all "Not at all" 0 loinc LA6568-5
  choice  several-days "Several days" 1 loinc LA6569-3
  choice  more-than-half "More than half the days" 2 loinc LA6570-1
  choice  nearly-every-day "Nearly every day" 3 loinc LA6571-9
  window  14 days
}

input GADWorry "Worrying about different things" {
  code    loinc 69733-4
  choice  not-at-all "Not at all" 0 loinc LA6568-5
  choice  several-days "Several days" 1 loinc LA6569-3
  choice  more-than-half "More than half the days" 2 loinc LA6570-1
  choice  nearly-every-day "Nearly every day" 3 loinc LA6571-9
  window  14 days
}

input GADRelax "Trouble relaxing" {
  code    loinc 69734-2
  choice  not-at-all "Not at all" 0 loinc LA6568-5
  choice  several-days "Several days" 1 loinc LA6569-3
  choice  more-than-half "More than half the days" 2 loinc LA6570-1
  choice  nearly-every-day "Nearly every day" 3 loinc LA6571-9
  window  14 days
}

input GADRestless "Too restless to sit still" {
  code    loinc 69735-9
  choice  not-at-all "Not at all" 0 loinc LA6568-5
  choice  several-days "Several days" 1 loinc LA6569-3
  choice  more-than-half "More than half the days" 2 loinc LA6570-1
  choice  nearly-every-day "Nearly every day" 3 loinc LA6571-9
  window  14 days
}

input GADIrritable "Easily annoyed" {
  code    loinc 69689-8
  choice  not-at-all "Not at all" 0 loinc LA6568-5
  choice  several-days "Several days" 1 loinc LA6569-3
  choice  more-than-half "More than half the days" 2 loinc LA6570-1
  choice  nearly-every-day "Nearly every day" 3 loinc LA6571-9
  window  14 days
}

input GADAfraid "Afraid that something awful happens" {
  code    loinc 69736-7
  choice  not-at-all "Not at all" 0 loinc LA6568-5
  choice  several-days "Several days" 1 loinc LA6569-3
  choice  more-than-half "More than half the days" 2 loinc LA6570-1
  choice  nearly-every-day "Nearly every day" 3 loinc LA6571-9
  window  14 days
}

/// Patient Health Questionnaire, 9 questions. The last question needs a look whatever the sum is.
score PHQ-9 "Depression, nine questions" {
  for age >= 12 years
    and (PHQInterest is known
      or PHQMood is known
      or PHQSleep is known
      or PHQEnergy is known
      or PHQAppetite is known
      or PHQFailure is known
      or PHQConcentration is known
      or PHQMovement is known
      or PHQSelfHarm is known)
  points PHQInterest.points
  points PHQMood.points
  points PHQSleep.points
  points PHQEnergy.points
  points PHQAppetite.points
  points PHQFailure.points
  points PHQConcentration.points
  points PHQMovement.points
  points PHQSelfHarm.points
  band 0 .. 4 "minimal"
  band 5 .. 9 "mild"
  band 10 .. 14 "moderate"
  band 15 .. 19 "moderately severe"
  band 20 .. 27 "severe"
  evidence "Kroenke K et al. The PHQ-9: validity of a brief depression severity measure. J Gen Intern Med 2001;16:606"
    grade "none (publication)" year 2001
  population "Adolescents and adults who answered the questionnaire"
  user "Clinicians responsible for the patient"
  owner "Psychiatry"
  version "1.0.0"
  review by 2027-11-30
}

/// The first two questions: from 3 on ask the other seven.
score PHQ-2 "Depression, two questions" {
  for age >= 12 years and (PHQInterest is known or PHQMood is known)
  points PHQInterest.points
  points PHQMood.points
  band 0 .. 2 "negative"
  band 3 .. 6 "positive"
  evidence "Kroenke K et al. The Patient Health Questionnaire-2. Med Care 2003;41:1284"
    grade "none (publication)" year 2003
  population "Adolescents and adults who answered the questionnaire"
  user "Clinicians responsible for the patient"
  owner "Psychiatry"
  version "1.0.0"
  review by 2027-11-30
}

score GAD-7 "Anxiety, seven questions" {
  for age >= 12 years
    and (GADNervous is known
      or GADControl is known
      or GADWorry is known
      or GADRelax is known
      or GADRestless is known
      or GADIrritable is known
      or GADAfraid is known)
  points GADNervous.points
  points GADControl.points
  points GADWorry.points
  points GADRelax.points
  points GADRestless.points
  points GADIrritable.points
  points GADAfraid.points
  band 0 .. 4 "minimal"
  band 5 .. 9 "mild"
  band 10 .. 14 "moderate"
  band 15 .. 21 "severe"
  evidence "Spitzer RL et al. A brief measure for assessing generalized anxiety disorder: the GAD-7. Arch Intern Med 2006;166:1092"
    grade "none (publication)" year 2006
  population "Adolescents and adults who answered the questionnaire"
  user "Clinicians responsible for the patient"
  owner "Psychiatry"
  version "1.0.0"
  review by 2027-11-30
}

input AuditFrequency "How often a drink containing alcohol" {
  code    loinc 68518-0
  choice  never "Never" 0
  choice  monthly "Monthly or less" 1
  choice  fortnightly "2 to 4 times a month" 2
  choice  weekly "2 to 3 times a week" 3
  choice  daily "4 times a week or more" 4
  window  365 days
}

input AuditQuantity "Drinks on a typical day" {
  code    loinc 68519-8
  choice  one-or-two "1 or 2" 0
  choice  three-or-four "3 or 4" 1
  choice  five-or-six "5 or 6" 2
  choice  seven-to-nine "7 to 9" 3
  choice  ten-or-more "10 or more" 4
  window  365 days
}

input AuditBinge "How often 6 drinks or more" {
  code    loinc 68520-6
  choice  never "Never" 0
  choice  rarely "Less than monthly" 1
  choice  monthly "Monthly" 2
  choice  weekly "Weekly" 3
  choice  daily "Daily or almost daily" 4
  window  365 days
}

/// Positive from 4 in men and from 3 in women: ask HazardousDrinking.
score AUDIT-C "Alcohol, three questions" {
  for age >= 18 years
    and (AuditFrequency is known or AuditQuantity is known or AuditBinge is known)
  points AuditFrequency.points
  points AuditQuantity.points
  points AuditBinge.points
  band 0 .. 2 "negative"
  band 3 "positive in women"
  band 4 .. 12 "positive"
  evidence "Bush K et al. The AUDIT alcohol consumption questions. Arch Intern Med 1998;158:1789"
    grade "none (publication)" year 1998
  population "Adolescents and adults who answered the questionnaire"
  user "Clinicians responsible for the patient"
  owner "Psychiatry"
  version "1.0.0"
  review by 2027-11-30
}

define HazardousDrinking "AUDIT-C positive for the sex" =
  AUDIT-C >= 4
  or (sex is female and AUDIT-C >= 3)
