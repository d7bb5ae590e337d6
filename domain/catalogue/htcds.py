"""Code lists of the Human Trafficking Case Data Standard, spelling kept (`Unaquainted` is the standard's own).

Source: UNMigration/HTCDS v2.0 (24 Dec 2021), (c) International Organization for Migration, CC BY 4.0. English labels
are the standard's; the Indonesian ones are ours.
"""

from domain.catalogue.fields import Code


class OrganisationType(Code):
    """HTCDS org_Type: what an organisation is."""

    NGO = "NGO", "LSM", "NGO"
    LAW_ENFORCEMENT = "LawEnforcement", "Penegak hukum", "Law Enforcement"
    HEALTH_SERVICE_ORGANISATION = (
        "HealthServiceOrganisation",
        "Organisasi layanan kesehatan",
        "Health Service Organisation",
    )
    CENTRAL_GOVERNMENT_ORGANISATION = (
        "CentralGovernmentOrganisation",
        "Organisasi pemerintah pusat",
        "Central Government Organisation",
    )
    LOCAL_GOVERNMENT_ORGANISATION = (
        "LocalGovernmentOrganisation",
        "Organisasi pemerintah daerah",
        "Local Government Organisation",
    )
    IMMIGRATION_SERVICE = "ImmigrationService", "Layanan imigrasi", "Immigration Service"
    LEGAL_SERVICE = "LegalService", "Layanan hukum", "Legal Service"
    CORPORATE_BUSINESS = "CorporateBusiness", "Perusahaan", "Corporate Business"
    SCHOOL_OR_COLLEGE = "SchoolOrCollege", "Sekolah atau perguruan tinggi", "School or College"


class Gender(Code):
    """HTCDS prs_Gender."""

    FEMININE = "Feminine", "Perempuan", "Feminine"
    MASCULINE = "Masculine", "Laki-laki", "Masculine"
    TRANSGENDER_FEMININE = "TransgenderFeminine", "Transpuan", "Transgender Feminine"
    TRANSGENDER_MASCULINE = "TransgenderMasculine", "Transpria", "Transgender Masculine"
    NON_CONFORMING = "NonConforming", "Non-biner", "Non-Conforming"
    NON_SPECIFIED_UNKNOWN = "NonSpecifiedUnknown", "Tidak disebut/tidak diketahui", "Not Specified/Unknown"


class MaritalStatus(Code):
    """HTCDS prs_MaritalStatus."""

    SINGLE = "Single", "Lajang", "Single"
    MARRIED = "Married", "Kawin", "Married"
    WIDOWED = "Widowed", "Duda/janda (cerai mati)", "Widowed"
    DIVORCED = "Divorced", "Cerai hidup", "Divorced"
    SEPARATED = "Separated", "Berpisah", "Separated"
    REGISTERED_PARTNERSHIP = "RegisteredPartnership", "Kemitraan terdaftar", "Registered Partnership"


class Education(Code):
    """HTCDS prs_HighestLevelOfEducation, ISCED 2011."""

    EARLY_CHILDHOOD_EDUCATION = (
        "EarlyChildhoodEducation",
        "Pendidikan anak usia dini",
        "Early Childhood Education",
    )
    PRIMARY_EDUCATION = "PrimaryEducation", "Pendidikan dasar (SD)", "Primary Education"
    LOWER_SECONDARY_EDUCATION = (
        "LowerSecondaryEducation",
        "Pendidikan menengah pertama (SMP)",
        "Lower Secondary Education",
    )
    UPPER_SECONDARY_EDUCATION = (
        "UpperSecondaryEducation",
        "Pendidikan menengah atas (SMA/SMK)",
        "Upper Secondary Education",
    )
    POST_SECONDARY_NON_TERTIARY_EDUCATION = (
        "PostSecondaryNonTertiaryEducation",
        "Pendidikan pascamenengah nontersier",
        "Post-secondary Non-tertiary Education",
    )
    SHORT_CYCLE_TERTIARY_EDUCATION = (
        "ShortCycleTertiaryEducation",
        "Pendidikan tersier singkat (D1-D3)",
        "Short-cycle Tertiary Education",
    )
    BACHELORS_OR_EQUIVALENT_LEVEL = (
        "BachelorsOrEquivalentLevel",
        "Sarjana atau setara",
        "Bachelor’s or Equivalent Level",
    )
    MASTERS_OR_EQUIVALENT_LEVEL = (
        "MastersOrEquivalentLevel",
        "Magister atau setara",
        "Master’s or Equivalent Level",
    )
    DOCTORAL_OR_EQUIVALENT_LEVEL = (
        "DoctoralOrEquivalentLevel",
        "Doktor atau setara",
        "Doctoral or Equivalent Level",
    )


class TraffickingStatus(Code):
    """HTCDS vic_TraffickingStatus: is the person a victim of trafficking."""

    POSSIBLE_VICTIM_OF_TRAFFICKING = (
        "PossibleVictimOfTrafficking",
        "Diduga korban TPPO",
        "Possible victim of trafficking",
    )
    ACTUAL_VICTIM_OF_TRAFFICKING = "ActualVictimOfTrafficking", "Korban TPPO", "Actual victim of trafficking"
    NOT_A_VICTIM_OF_TRAFFICKING = (
        "NotAVictimOfTrafficking",
        "Bukan korban TPPO",
        "Not a victim of trafficking",
    )


class StatusDecidedBy(Code):
    """HTCDS vic_TraffickingStatusDecisionMakingOrg: who decided the status."""

    POLICE = "Police", "Kepolisian", "Police"
    NGO = "NGO", "LSM", "NGO"
    COURT_OR_PROSECUTION = "CourtOrProsecution", "Pengadilan atau kejaksaan", "Court or prosecution"
    NON_POLICE_GOVERNMENTAL_ORGANIZATION = (
        "NonPoliceGovernmentalOrganization",
        "Instansi pemerintah bukan kepolisian",
        "Non-police governmental organization",
    )
    OTHER = "Other", "Lainnya", "Other"


class RelationshipToTrafficker(Code):
    """HTCDS vic_RelationshipToTrafficker; the third value is spelled as the standard spells it."""

    FAMILIAL = "Familial", "Keluarga", "Familial"
    ACQUAINTED = "Acquainted", "Kenalan", "Acquainted"
    UNAQUAINTED = "Unaquainted", "Tidak kenal", "Unaquainted"


class RecruitmentMethod(Code):
    """HTCDS vic_MethodOfRecruitment."""

    AT_A_PLACE_OF_BUSINESS = "AtAPlaceOfBusiness", "Di tempat usaha", "At a place of business"
    AT_AN_EDUCATIONAL_INSTITUTION = (
        "AtAnEducationalInstitution",
        "Di lembaga pendidikan",
        "At an educational institution",
    )
    AT_WORK = "AtWork", "Di tempat kerja", "At work"
    THROUGH_ONLINE_SOCIAL_NETWORKS = (
        "ThroughOnlineSocialNetworks",
        "Melalui media sosial",
        "Through online social networks",
    )
    THROUGH_AN_ONLINE_ADVERTISEMENT = (
        "ThroughAnOnlineAdvertisement",
        "Melalui iklan daring",
        "Through an online advertisement",
    )
    THROUGH_A_TELEVISION_ADVERT = (
        "ThroughATelevisionAdvert",
        "Melalui iklan televisi",
        "Through a television advert",
    )
    THROUGH_A_NEWSPAPER_ADVERT = (
        "ThroughANewspaperAdvert",
        "Melalui iklan koran",
        "Through a newspaper advert",
    )
    THROUGH_FAMILY_OR_FAMILY_EVENTS = (
        "ThroughFamilyOrFamilyEvents",
        "Melalui keluarga atau acara keluarga",
        "Through family or family events",
    )
    THROUGH_FRIENDS_OR_SOCIAL_EVENTS = (
        "ThroughFriendsOrSocialEvents",
        "Melalui teman atau acara pergaulan",
        "Through friends or social events",
    )
    OTHER = "Other", "Lainnya", "Other"


class WebsiteOrApp(Code):
    """HTCDS vic_RecruitmentWebsitesAndApps and vic_ExploitationWebsitesAndApps."""

    FACEBOOK = "Facebook", "Facebook", "Facebook"
    INSTAGRAM = "Instagram", "Instagram", "Instagram"
    WHATS_APP = "WhatsApp", "WhatsApp", "WhatsApp"
    TELEGRAM = "Telegram", "Telegram", "Telegram"
    FACEBOOK_MESSENGER = "FacebookMessenger", "Facebook Messenger", "Facebook Messenger"
    VIBER = "Viber", "Viber", "Viber"
    SNAP_CHAT = "SnapChat", "Snapchat", "SnapChat"
    LINE = "Line", "Line", "Line"
    FOUR_SALE = "4Sale", "4Sale", "4Sale"
    WE_CHAT = "WeChat", "WeChat", "WeChat"
    QQ = "QQ", "QQ", "QQ"
    Q_ZONE = "QZone", "QZone", "QZone"
    TIK_TOK = "TikTok", "TikTok", "TikTok"
    TWITTER = "Twitter", "Twitter", "Twitter"
    OTHER = "Other", "Lainnya", "Other"


class MethodOfControl(Code):
    """HTCDS vic_MethodsOfControl."""

    PHYSICAL_THREATS = "PhysicalThreats", "Ancaman fisik", "Physical threats"
    THREATS_LAW_ENFORCEMENT = (
        "ThreatsLawEnforcement",
        "Ancaman dilaporkan ke aparat",
        "Threats of law enforcement",
    )
    THREATENS_CHILDREN_FAMILY = (
        "ThreatensChildrenFamily",
        "Ancaman terhadap anak/keluarga",
        "Threatens children/family",
    )
    DEBT_BONDAGE = "DebtBondage", "Jerat utang", "Debt bondage"
    FALSE_PROMISES = "FalsePromises", "Janji palsu", "False promises"
    PHYSICAL_ABUSE = "PhysicalAbuse", "Kekerasan fisik", "Physical abuse"
    SEXUAL_ABUSE = "SexualAbuse", "Kekerasan seksual", "Sexual abuse"
    TAKES_EARNINGS = "TakesEarnings", "Mengambil penghasilan", "Takes earnings"
    RESTRICTS_FINANCIAL_ACCESS = (
        "RestrictsFinancialAccess",
        "Membatasi akses keuangan",
        "Restricts financial access",
    )
    RESTRICTS_MEDICAL_CARE = "RestrictsMedicalCare", "Membatasi perawatan kesehatan", "Restricts medical care"
    WITHHOLDS_NECESSITIES = "WithholdsNecessities", "Menahan kebutuhan pokok", "Withholds necessities"
    PSYCHOLOGICAL_ABUSE = "PsychologicalAbuse", "Kekerasan psikis", "Psychological abuse"
    PSYCHOACTIVE_SUBSTANCE = "PsychoactiveSubstance", "Zat psikoaktif", "Psychoactive substance"
    EXCESSIVE_WORKING_HOURS = "ExcessiveWorkingHours", "Jam kerja berlebihan", "Excessive working hours"
    WITHHOLDS_DOCUMENTS = "WithholdsDocuments", "Menahan dokumen", "Withholds documents"
    OTHER = "Other", "Lainnya", "Other"


class Exploitation(Code):
    """HTCDS vic_TypeOfExploitation."""

    FORCED_LABOUR = "ForcedLabour", "Kerja paksa", "Forced labour"
    SEXUAL_EXPLOITATION = "SexualExploitation", "Eksploitasi seksual", "Sexual exploitation"
    CHILD_LABOUR = "ChildLabour", "Pekerja anak", "Child labour"
    FORCED_MARRIAGE = "ForcedMarriage", "Kawin paksa", "Forced marriage"
    SERVITUDE = "Servitude", "Perhambaan", "Servitude"
    FORCED_MILITARY_BY_NON_STATE_ACTORS = (
        "ForcedMilitaryByNonStateActors",
        "Paksaan militer oleh pihak bukan negara",
        "Forced military (by non-state actors)",
    )
    ORGAN_REMOVAL = "OrganRemoval", "Pengambilan organ tubuh", "Organ removal"
    FORCED_BEGGING = "ForcedBegging", "Pengemisan paksa", "Forced begging"
    FORCED_ADOPTION = "ForcedAdoption", "Adopsi paksa", "Forced adoption"
    SURROGACY = "Surrogacy", "Ibu pengganti", "Surrogacy"
    OTHER = "Other", "Lainnya", "Other"


class ForcedLabourIndustry(Code):
    """HTCDS vic_ForcedLabourIndustry, sections of ISIC Rev. 4."""

    A_AGRICULTURE_FORESTRY_AND_FISHING = (
        "A_AgricultureForestryAndFishing",
        "Pertanian, kehutanan dan perikanan",
        "Agriculture, forestry and fishing",
    )
    B_MINING_AND_QUARRYING = "B_MiningAndQuarrying", "Pertambangan dan penggalian", "Mining and quarrying"
    C_MANUFACTURING = "C_Manufacturing", "Industri pengolahan", "Manufacturing"
    D_ELECTRICITY_GAS_STEAM_AND_AIR_CONDITIONING_SUPPLY = (
        "D_ElectricityGasSteamAndAirConditioningSupply",
        "Pengadaan listrik, gas, uap dan udara dingin",
        "Electricity, gas, steam and air conditioning supply",
    )
    E_WATER_SUPPLY_SEWERAGE_WASTE_MANAGEMENT = (
        "E_WaterSupplySewerageWasteManagement",
        "Pengelolaan air, air limbah dan sampah",
        "Water supply; sewerage, waste management and remediation",
    )
    F_CONSTRUCTION = "F_Construction", "Konstruksi", "Construction"
    G_WHOLESALE_AND_RETAIL_TRADE_REPAIR_OF_MOTOR_VEHICLES = (
        "G_WholesaleAndRetailTradeRepairOfMotorVehicles",
        "Perdagangan besar dan eceran; reparasi kendaraan",
        "Wholesale and retail trade; repair of motor vehicles and motorcycles",
    )
    H_TRANSPORTATION_AND_STORAGE = (
        "H_TransportationAndStorage",
        "Pengangkutan dan pergudangan",
        "Transportation and storage",
    )
    I_ACCOMMODATION_AND_FOOD_SERVICE_ACTIVITIES = (
        "I_AccommodationAndFoodServiceActivities",
        "Akomodasi dan makan minum",
        "Accommodation and food service activities",
    )
    J_INFORMATION_AND_COMMUNICATION = (
        "J_InformationAndCommunication",
        "Informasi dan komunikasi",
        "Information and communication",
    )
    K_FINANCIAL_AND_INSURANCE_ACTIVITIES = (
        "K_FinancialAndInsuranceActivities",
        "Keuangan dan asuransi",
        "Financial and insurance activities",
    )
    L_REAL_ESTATE_ACTIVITIES = "L_RealEstateActivities", "Real estat", "Real estate activities"
    M_PROFESSIONAL_SCIENTIFIC_AND_TECHNICAL_ACTIVITIES = (
        "M_ProfessionalScientificAndTechnicalActivities",
        "Jasa profesional, ilmiah dan teknis",
        "Professional, scientific and technical activities",
    )
    N_ADMINISTRATIVE_AND_SUPPORT_SERVICE_ACTIVITIES = (
        "N_AdministrativeAndSupportServiceActivities",
        "Jasa administrasi dan penunjang",
        "Administrative and support service activities",
    )
    O_PUBLIC_ADMINISTRATION_AND_DEFENCE = (
        "O_PublicAdministrationAndDefence",
        "Administrasi pemerintahan dan pertahanan",
        "Public administration and defence; compulsory social security",
    )
    P_EDUCATION = "P_Education", "Pendidikan", "Education"
    Q_HUMAN_HEALTH_AND_SOCIAL_WORK_ACTIVITIES = (
        "Q_HumanHealthAndSocialWorkActivities",
        "Kesehatan dan kegiatan sosial",
        "Human health and social work activities",
    )
    R_ARTS_ENTERTAINMENT_AND_RECREATION = (
        "R_ArtsEntertainmentAndRecreation",
        "Kesenian, hiburan dan rekreasi",
        "Arts, entertainment and recreation",
    )
    S_OTHER_SERVICE_ACTIVITIES = "S_OtherServiceActivities", "Jasa lainnya", "Other service activities"
    T_ACTIVITIES_OF_HOUSEHOLDS_AS_EMPLOYERS = (
        "T_ActivitiesOfHouseholdsAsEmployers",
        "Rumah tangga sebagai pemberi kerja",
        "Activities of households as employers; undifferentiated goods- and services- producing activities of households for own use",
    )
    U_ACTIVITIES_OF_EXTRATERRITORIAL_ORGANIZATIONS = (
        "U_ActivitiesOfExtraterritorialOrganizations",
        "Badan internasional",
        "Activities of extraterritorial organizations and bodies",
    )


class SexualExploitation(Code):
    """HTCDS vic_TypeOfSexExploitation."""

    PROSTITUTION = "Prostitution", "Prostitusi", "Prostitution"
    PORNOGRAPHY = "Pornography", "Pornografi", "Pornography"
    REMOTE_INTERACTIVE_SERVICES = (
        "RemoteInteractiveServices",
        "Layanan interaktif jarak jauh",
        "Remote Interactive Services",
    )
    PRIVATE_SEXUAL_SERVICES = "PrivateSexualServices", "Layanan seksual pribadi", "Private Sexual Services"


class PerpetratorRole(Code):
    """HTCDS per_RoleInProcess."""

    TRAVELLING_PARTNER = "TravellingPartner", "Teman seperjalanan", "Travelling Partner"
    TRANSPORTER = "Transporter", "Pengangkut", "Transporter"
    RECRUITER_OR_INTERMEDIARY = (
        "RecruiterOrIntermediary",
        "Perekrut atau perantara",
        "Recruiter Or Intermediary",
    )
    BROKER_TRAVEL_AGENT = "BrokerTravelAgent", "Calo/agen perjalanan", "Broker Travel Agent"
    TRANSFERRED_INDIVIDUAL = "TransferredIndividual", "Orang yang dipindahkan", "Transferred Individual"
    HARBOURED_INDIVIDUAL = "HarbouredIndividual", "Orang yang ditampung", "Harboured Individual"
    SOLD_INDIVIDUAL = "SoldIndividual", "Orang yang dijual", "Sold Individual"
    BOUGHT_INDIVIDUAL = "BoughtIndividual", "Orang yang dibeli", "Bought Individual"
    RECEIVED_INDIVIDUAL = "ReceivedIndividual", "Orang yang diterima", "Received Individual"
    CONTROLLED_INDIVIDUAL = "ControlledIndividual", "Orang yang dikendalikan", "Controlled Individual"
    SMUGGLER = "Smuggler", "Penyelundup", "Smuggler"
    ABUSER = "Abuser", "Pelaku kekerasan", "Abuser"
    KIDNAPPER = "Kidnapper", "Penculik", "Kidnapper"
    EXPLOITER = "Exploiter", "Pengeksploitasi", "Exploiter"
    OTHER = "Other", "Lainnya", "Other"


class CaseStatus(Code):
    """HTCDS cas_Status."""

    ACTIVE = "Active", "Aktif", "Active"
    FOLLOW_UP = "FollowUp", "Tindak lanjut", "Follow Up"
    CLOSED = "Closed", "Ditutup", "Closed"
    CLOSED_REFERRED = "ClosedReferred", "Ditutup karena dirujuk", "Closed Referred"


class ReferralReason(Code):
    """HTCDS cas_ReasonForIncomingReferral and cas_ReasonForOutgoingReferral."""

    ADDITIONAL_SERVICES_REQUIRED = (
        "AdditionalServicesRequired",
        "Perlu layanan tambahan",
        "Additional Services Required",
    )
    MIGRATION_OR_CHANGE_OF_LOCATION = (
        "MigrationOrChangeOfLocation",
        "Pindah tempat",
        "Migration or Change of Location",
    )
    OTHER = "Other", "Lainnya", "Other"


class HistoricEventType(Code):
    """HTCDS hte_Type: which part of the route."""

    RECRUITMENT = "Recruitment", "Perekrutan", "Recruitment"
    TRANSIT = "Transit", "Transit", "Transit"
    EXPLOITATION = "Exploitation", "Eksploitasi", "Exploitation"


class SupportPlanType(Code):
    """HTCDS spl_Type."""

    EDUCATION = "Education", "Pendidikan", "Education"
    FINANCIAL = "Financial", "Keuangan", "Financial"
    HEALTH = "Health", "Kesehatan", "Health"
    LABOUR_EXPLOITATION_REHABILITATION = (
        "LabourExploitationRehabilitation",
        "Rehabilitasi eksploitasi kerja",
        "Labour Exploitation Rehabilitation",
    )
    LEGAL = "Legal", "Bantuan hukum", "Legal"
    LIVELIHOOD = "Livelihood", "Mata pencaharian", "Livelihood"
    RIGHTS_BASED_TRAINING = "RightsBasedTraining", "Pelatihan hak", "Rights-based Training"
    SEXUAL_EXPLOITATION_REHABILITATION = (
        "SexualExploitationRehabilitation",
        "Rehabilitasi eksploitasi seksual",
        "Sexual Exploitation Rehabilitation",
    )
    SOCIAL_CARE = "SocialCare", "Layanan sosial", "Social Care"
